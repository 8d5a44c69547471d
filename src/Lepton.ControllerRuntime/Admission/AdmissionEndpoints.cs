using System.Net;
using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.ControllerRuntime.Admission;

/// <summary>Serves admission webhooks, in any ASP.NET Core application or a <see cref="Serving.RuntimeServer"/>.</summary>
public static partial class AdmissionEndpoints
{
    /// <summary>The largest question accepted: 7 MiB, as controller-runtime allows. Two objects of the most a server stores (3 MiB each) fit.</summary>
    public const int MaxBytes = 7 << 20;

    /// <summary>
    /// Answers <c>POST path</c>. Whatever is wrong with the question is answered as a refusal, in an AdmissionReview: of another answer servers show people
    /// only that they did not understand it.
    /// </summary>
    public static IEndpointRouteBuilder MapAdmission(this IEndpointRouteBuilder endpoints, string path, IAdmissionHandler handler, ILogger? log = null)
    {
        AdmissionMetrics.Declare(path);
        endpoints.MapPost(path, context => AnswerAsync(context, path, handler, log ?? NullLogger.Instance));
        return endpoints;
    }

    private static async Task AnswerAsync(HttpContext context, string path, IAdmissionHandler handler, ILogger log)
    {
        var start = TimeProvider.System.GetTimestamp();
        var answer = await JudgeAsync(context, handler, log);
        var verdict = answer["response"];
        var code = (bool?)verdict?["allowed"] == true ? StatusCodes.Status200OK : (int?)verdict?["status"]?["code"] ?? StatusCodes.Status403Forbidden;
        AdmissionMetrics.Count(path, code, TimeProvider.System.GetElapsedTime(start));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private static async Task<JsonObject> JudgeAsync(HttpContext context, IAdmissionHandler handler, ILogger log)
    {
        var (version, uid) = (AdmissionReviews.Version, "");
        AdmissionResponse verdict;
        try
        {
            (version, var request) = AdmissionReviews.Read(await ReadAsync(context));
            uid = request.Uid;
            verdict = await HandleAsync(request, handler, log, context.RequestAborted);
        }
        catch (FormatException e)
        {
            verdict = AdmissionResponse.Deny(e.Message, HttpStatusCode.BadRequest);
        }
        catch (BadHttpRequestException e)
        {
            verdict = AdmissionResponse.Deny(e.Message, (HttpStatusCode)e.StatusCode);
        }

        return AdmissionReviews.Write(version, uid, verdict);
    }

    private static async Task<AdmissionResponse> HandleAsync(AdmissionRequest request, IAdmissionHandler handler, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            return await handler.HandleAsync(request, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, e, request.Operation, request.Resource?.Resource, request.Namespace, request.Name);
            return AdmissionResponse.Deny(e.Message, HttpStatusCode.InternalServerError);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        var type = context.Request.ContentType;
        if (type?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw new FormatException($"the content type is \"{type}\"; application/json is expected");
        var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > MaxBytes)
                throw new BadHttpRequestException($"the request is larger than {MaxBytes} bytes, the most that is accepted", StatusCodes.Status413PayloadTooLarge);
            await body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
        }

        return body.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "admission of {Operation} {Resource} {Namespace}/{Name} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string operation, string? resource, string? @namespace, string? name);
}
