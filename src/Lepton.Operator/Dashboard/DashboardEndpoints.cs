using Lepton.Kubernetes.Http;
using Lepton.Operator.Dashboard.Access;
using Lepton.Operator.Dashboard.Html;
using Lepton.Operator.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Dashboard;

/// <summary>Pages, each behind the question whether its visitor may read the same by kubectl.</summary>
/// <param name="gate">Null: whoever is on this machine is let in.</param>
internal sealed partial class DashboardEndpoints(FleetReader fleet, CostHistory history, AccessGate? gate, Sessions sessions, ILogger logger)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        MapPage(endpoints, "/", "Fleet", _ => [AccessQuestion.Providers], (page, f, _) => FleetPage.Write(page, f));
        MapPage(endpoints, "/models", "Models", r => [AccessQuestion.Models(Namespace(r))], (page, f, r) => ModelsPage.Write(page, In(f, r), Namespace(r)));
        MapPage(endpoints, "/moves", "Moves", r => [AccessQuestion.Models(Namespace(r))], (page, f, r) => MovesPage.Write(page, In(f, r)));
        MapPage(endpoints, "/cost", "Cost", _ => [AccessQuestion.Providers, AccessQuestion.Models()], (page, f, _) => CostPage.Write(page, f, history.Samples));
        endpoints.MapGet("/models/{namespace}/{name}", context => ModelAsync(context, Value(context, "namespace"), Value(context, "name")));
        endpoints.MapGet("/login", context => Guarded(context, () => PageRequest.WriteAsync(context, 200, LogInPage(null, context.Request.Query["next"]))));
        endpoints.MapPost("/login", context => Guarded(context, () => LogInAsync(context)));
        endpoints.MapPost("/logout", context => Guarded(context, () => LogOutAsync(context)));
        endpoints.MapGet(Stylesheet.Path, context => FileAsync(context, "text/css; charset=utf-8", Stylesheet.Css));
        endpoints.MapGet(Stylesheet.IconPath, context => FileAsync(context, "image/svg+xml", Stylesheet.Icon));
        endpoints.Map("/{**path}", context => Guarded(context, () => MessageAsync(context, 404, "Not found", p => MessagePages.Missing(p, $"There is no page {context.Request.Path}."))));
    }

    private void MapPage(IEndpointRouteBuilder endpoints, string path, string title, Func<HttpRequest, AccessQuestion[]> questions, Action<HtmlText, FleetView, HttpRequest> write) =>
        endpoints.MapGet(path, context => VisitAsync(context, questions(context.Request), async visitor =>
        {
            var now = await fleet.ReadAsync(context.RequestAborted);
            await PageRequest.WriteAsync(context, 200, LayoutOf(visitor, now.Time).Page(title, path, page => write(page, now, context.Request)));
        }));

    private Task ModelAsync(HttpContext context, string @namespace, string name) => VisitAsync(context, [AccessQuestion.Model(@namespace, name)], async visitor =>
    {
        var now = await fleet.ReadAsync(context.RequestAborted);
        if (now.Find(@namespace, name) is { } model)
            await PageRequest.WriteAsync(context, 200, LayoutOf(visitor, now.Time).Page(model.Metadata.NamespacedName(), "/models/", page => ModelPage.Write(page, model)));
        else
            await MessageAsync(context, 404, "Not found", p => MessagePages.Missing(p, $"LeptonModel {@namespace}/{name} does not exist."), visitor);
    });

    private Task VisitAsync(HttpContext context, AccessQuestion[] questions, Func<Visitor, Task> show) => Guarded(context, async () =>
    {
        if (gate is null)
        {
            await show(new Visitor(null, BySession: false));
            return;
        }

        var (token, bySession) = Visitor.TokenOf(context.Request, sessions);
        if (token is null || await gate.AuthenticateAsync(token, context.RequestAborted) is not { } user)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"lepton-operator\"";
            var problem = token is null ? null : bySession ? "The hub does not accept the token any more. Log in again." : "The hub does not accept the token.";
            await PageRequest.WriteAsync(context, 401, LogInPage(problem, context.Request.Path + context.Request.QueryString));
            return;
        }

        var visitor = new Visitor(user, bySession);
        foreach (var question in questions)
        {
            if (await gate.MayAsync(user, question, context.RequestAborted))
                continue;
            await MessageAsync(context, 403, "Not allowed", p => MessagePages.Refused(p, user.Username!, question.ToString()), visitor);
            return;
        }

        await show(visitor);
    });

    private async Task LogInAsync(HttpContext context)
    {
        if (gate is null || !PageRequest.IsFromHere(context.Request) || !context.Request.HasFormContentType)
        {
            await MessageAsync(context, 400, "Not a login", p => MessagePages.Missing(p, "The form of this server is expected, with a token."));
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var token = form["token"].ToString().Trim();
        if (await gate.AuthenticateAsync(token, context.RequestAborted) is not { } user)
        {
            await PageRequest.WriteAsync(context, 401, LogInPage("The hub does not accept this token.", form["next"]));
            return;
        }

        LogLoggedIn(user.Username!);
        Visitor.SetSession(context, sessions.Open(token));
        See(context, PageRequest.LocalPath(form["next"]));
    }

    private Task LogOutAsync(HttpContext context)
    {
        if (PageRequest.IsFromHere(context.Request) && Visitor.SessionOf(context.Request) is { } session)
        {
            sessions.Close(session);
            Visitor.SetSession(context, null);
        }

        See(context, "/login");
        return Task.CompletedTask;
    }

    private async Task Guarded(HttpContext context, Func<Task> answer)
    {
        PageRequest.Guard(context.Response);
        if (gate is null && !PageRequest.IsToThisMachine(context.Request))
        {
            await MessageAsync(context, 400, "Not this machine", p => MessagePages.Missing(p, $"Asked as {context.Request.Host}; expected localhost or 127.0.0.1."));
            return;
        }

        try
        {
            await answer();
        }
        catch (Exception e) when (e is KubernetesApiException or HttpRequestException)
        {
            LogFailed(context.Request.Path, e.Message);
            // Who has not logged in yet is not told of the hub's address or of the operator's rights.
            await MessageAsync(context, 502, "The hub did not answer", p => MessagePages.Failed(p, gate is null ? e.Message : "The operator's log says why."));
        }
    }

    private static Task FileAsync(HttpContext context, string type, string text)
    {
        PageRequest.Guard(context.Response);
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static Task MessageAsync(HttpContext context, int status, string title, Action<HtmlText> body, Visitor? visitor = null) =>
        PageRequest.WriteAsync(context, status, LayoutOf(visitor ?? new Visitor(null, BySession: false), null).Page(title, "", body));

    private static string LogInPage(string? problem, string? next) => new Layout(null, false, null).Page("Log in", "/login", p => MessagePages.LogIn(p, problem, PageRequest.LocalPath(next)));

    private static Layout LayoutOf(Visitor visitor, DateTimeOffset? time) => new(visitor.User?.Username, visitor.BySession, time);

    private static void See(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    private static string? Namespace(HttpRequest request) => request.Query["namespace"].ToString() is { Length: > 0 } name ? name : null;

    private static IReadOnlyList<Api.Models.LeptonModel> In(FleetView fleet, HttpRequest request) =>
        Namespace(request) is { } name ? [.. fleet.Models.Where(m => m.Metadata.Namespace == name)] : fleet.Models;

    private static string Value(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    [LoggerMessage(Level = LogLevel.Information, Message = "Dashboard: {User} logged in")]
    private partial void LogLoggedIn(string user);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dashboard: {Path} could not be shown: {Problem}")]
    private partial void LogFailed(string path, string problem);
}
