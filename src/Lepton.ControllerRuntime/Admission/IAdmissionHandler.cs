namespace Lepton.ControllerRuntime.Admission;

/// <summary>Judges writes before they are stored. Called for many writes at once; the API server waits, so be quick.</summary>
public interface IAdmissionHandler
{
    /// <summary>An exception refuses the write with 500 and its message.</summary>
    /// <param name="request">What is to be written.</param>
    /// <param name="cancellationToken">Cancelled when the server has given up waiting.</param>
    Task<AdmissionResponse> HandleAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
