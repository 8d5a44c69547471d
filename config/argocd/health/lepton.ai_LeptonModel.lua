-- Health of a LeptonModel for Argo CD. Healthy means: the newest spec was decided on and serves its demand (or its training run is complete).
-- Only observations about the newest generation count: without that a sync would look healthy before the operator has seen the change.
local hs = { status = "Progressing", message = "the operator has not looked at it yet" }
local generation = obj.metadata.generation or 0
local conditions = {}
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, condition in ipairs(obj.status.conditions) do
    conditions[condition.type] = condition
  end
end

local scheduled = conditions["Scheduled"]
if scheduled == nil then
  return hs
end
if (scheduled.observedGeneration or 0) < generation then
  hs.message = "the change is being decided on"
  return hs
end
if obj.spec ~= nil and obj.spec.suspend == true then
  hs.status = "Suspended"
  hs.message = scheduled.message
  return hs
end
if scheduled.status == "False" then
  hs.status = "Degraded"
  hs.message = scheduled.reason .. ": " .. scheduled.message
  return hs
end
if (obj.status.observedGeneration or 0) < generation then
  hs.message = "the change is being applied to the member clusters"
  return hs
end

local degraded = conditions["Degraded"]
if degraded ~= nil and degraded.status == "True" then
  hs.status = "Degraded"
  hs.message = degraded.reason .. ": " .. degraded.message
  return hs
end

-- The old revision serves while the new one goes from cluster to cluster: ready, and not there yet.
local rolling = conditions["Progressing"]
if rolling ~= nil and rolling.status == "True" and rolling.reason == "RollingOut" then
  hs.message = rolling.message
  return hs
end

local ready = conditions["Ready"]
if ready ~= nil and ready.status == "True" and (ready.observedGeneration or generation) >= generation then
  hs.status = "Healthy"
  hs.message = ready.message
  return hs
end

local progressing = conditions["Progressing"]
if ready ~= nil then
  hs.message = ready.message
elseif progressing ~= nil then
  hs.message = progressing.message
end
return hs
