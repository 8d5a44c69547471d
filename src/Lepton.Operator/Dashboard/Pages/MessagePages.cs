using Lepton.Operator.Dashboard.Html;

namespace Lepton.Operator.Dashboard.Pages;

/// <summary>Pages that say why there is nothing to show, and what to do.</summary>
internal static class MessagePages
{
    /// <param name="page">Is written to.</param>
    /// <param name="problem">What was wrong with the last attempt.</param>
    /// <param name="next">Where to go then: a path.</param>
    public static void LogIn(HtmlText page, string? problem, string next)
    {
        if (problem is not null)
            page.Add($"<p class=\"bad\" role=\"alert\">{problem}</p>");
        page.Add($"<p>Paste a bearer token of the hub. What you are shown is what its roles let you read. A cookie of this browser keeps it, sealed so that only the operator can read it, until you log out or the session ends.</p>");
        page.Add($"<form method=\"post\" action=\"/login\"><input type=\"hidden\" name=\"next\" value=\"{next}\"><label for=\"token\">Token</label>");
        page.Add($"<input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"off\" spellcheck=\"false\" required><button>Log in</button></form>");
        page.Add($"<p>One of a ServiceAccount, for an hour: <code>kubectl create token NAME -n NAMESPACE --duration 1h</code>. The role lepton-operator-view lets it see everything here.</p>");
    }

    public static void Refused(HtmlText page, string user, string question)
    {
        page.Add($"<p class=\"bad\" role=\"alert\">{user} may not {question}.</p>");
        page.Add($"<p>What kubectl would not show you is not shown here. Who may grant roles can bind the role lepton-operator-view, or one with this verb. Models of one namespace are at <code>/models?namespace=NAMESPACE</code>.</p>");
    }

    public static void Missing(HtmlText page, string what) => page.Add($"<p>{what}</p><p><a href=\"/\">The fleet</a></p>");

    public static void Failed(HtmlText page, string problem) => page.Add($"<p class=\"bad\" role=\"alert\">{problem}</p><p>Try again in a moment. If it stays so: <code>lepton doctor</code>.</p>");
}
