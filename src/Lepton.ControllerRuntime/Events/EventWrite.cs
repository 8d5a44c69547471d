using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Events;

/// <summary>What is to be written: a new event, or the series of one that is there.</summary>
internal readonly record struct EventWrite(Eventsv1Event Event, bool IsNew);
