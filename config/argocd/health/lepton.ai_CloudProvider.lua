-- Health of a CloudProvider for Argo CD. Healthy means that, by the operator's newest look at the newest spec, its clusters are reachable and read.
local hs = { status = "Progressing", message = "the operator has not looked at it yet" }
local generation = obj.metadata.generation or 0
if obj.status == nil or obj.status.conditions == nil then
  return hs
end
for _, condition in ipairs(obj.status.conditions) do
  if condition.type == "Ready" then
    if (condition.observedGeneration or 0) < generation then
      hs.message = "the change is being read"
    elseif condition.status == "True" then
      hs.status = "Healthy"
      hs.message = condition.message
    elseif condition.status == "False" then
      hs.status = "Degraded"
      hs.message = condition.reason .. ": " .. condition.message
    else
      hs.message = condition.message
    end
  end
end
return hs
