using Lepton.ControllerRuntime.Metrics.Prometheus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lepton.ControllerRuntime.Serving;

/// <summary>The endpoints every operator has, for any ASP.NET Core application.</summary>
public static class RuntimeEndpoints
{
    /// <summary><c>/metrics</c>: Prometheus text, or OpenMetrics for those who ask for it.</summary>
    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder endpoints, PrometheusExporter exporter)
    {
        endpoints.MapGet("/metrics", context =>
        {
            var format = ExpositionFormats.FromAccept(context.Request.Headers.Accept);
            return WriteAsync(context, StatusCodes.Status200OK, format.ContentType(), exporter.Render(format));
        });
        return endpoints;
    }

    /// <summary><c>/livez</c>, <c>/healthz</c> and <c>/readyz</c>, each also with the name of one check behind it; <c>?verbose</c> and <c>?exclude=name</c>.</summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints, HealthChecks checks)
    {
        foreach (var path in new[] { "/livez", "/healthz" })
            Map(endpoints, path, checks.LiveAsync);
        Map(endpoints, "/readyz", checks.ReadyAsync);
        return endpoints;
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, Func<HealthQuery, CancellationToken, Task<HealthReport>> check) =>
        endpoints.MapGet(path + "/{check?}", async context =>
        {
            var query = new HealthQuery(
                context.GetRouteValue("check") as string,
                [.. context.Request.Query["exclude"].OfType<string>()],
                context.Request.Query.ContainsKey("verbose"));
            var report = await check(query, context.RequestAborted);
            var status = !report.IsKnown ? StatusCodes.Status404NotFound : report.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
            await WriteAsync(context, status, "text/plain; charset=utf-8", report.IsKnown ? report.Text(query.Verbose) : $"there is no check \"{query.Only}\"\n");
        });

    private static Task WriteAsync(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
