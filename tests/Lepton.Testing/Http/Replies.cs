using Microsoft.AspNetCore.Http;

namespace Lepton.Testing.Http;

/// <summary>Answers an API server gives.</summary>
public static class Replies
{
    public static Task JsonAsync(this HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public static Task TextAsync(this HttpContext context, string text, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text);
    }

    /// <summary>A Status as servers send it.</summary>
    public static Task StatusAsync(this HttpContext context, int code, string reason, string message = "no") =>
        context.JsonAsync($$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}}""", code);

    /// <summary>Sends the headers of a watch at once, as servers do.</summary>
    public static async Task BeginWatchAsync(this HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>One event on its line.</summary>
    public static async Task EventAsync(this HttpContext context, string type, string json)
    {
        await context.Response.WriteAsync($$"""{"type":"{{type}}","object":{{json}}}""" + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Keeps the request open until the client goes away.</summary>
    public static async Task HoldAsync(this HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client went away, which is what was waited for.
        }
    }
}
