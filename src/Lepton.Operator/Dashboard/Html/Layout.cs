namespace Lepton.Operator.Dashboard.Html;

/// <summary>What all pages have: landmarks, the way around, who is logged in.</summary>
/// <param name="User">Whose rights decided what is shown; null where nobody logs in.</param>
/// <param name="CanLogOut">They came by the form.</param>
/// <param name="Time">Of what is shown; null for pages that show nothing of the fleet.</param>
internal sealed record Layout(string? User, bool CanLogOut, DateTimeOffset? Time)
{
    private static readonly (string Path, string Name)[] Pages = [("/", "Fleet"), ("/models", "Models"), ("/moves", "Moves"), ("/cost", "Cost")];

    /// <param name="title">The heading.</param>
    /// <param name="path">Where the page is, to mark it in the navigation.</param>
    /// <param name="body">Writes what is below the heading.</param>
    public string Page(string title, string path, Action<HtmlText> body)
    {
        var page = new HtmlText();
        page.Add($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"same-origin\">");
        page.Add($"<title>{title} – Lepton Operator</title><link rel=\"stylesheet\" href=\"{Stylesheet.Path}\"><link rel=\"icon\" type=\"image/svg+xml\" href=\"{Stylesheet.IconPath}\"></head>\n");
        page.Add($"<body><a class=\"skip\" href=\"#main\">Skip to content</a><header><span class=\"name\">Lepton Operator</span><nav aria-label=\"Pages\"><ul>");
        foreach (var (to, name) in Pages)
        {
            if (to == path)
                page.Add($"<li><a href=\"{to}\" aria-current=\"page\">{name}</a></li>");
            else
                page.Add($"<li><a href=\"{to}\">{name}</a></li>");
        }

        page.Add($"</ul></nav>");
        if (CanLogOut)
            page.Add($"<form method=\"post\" action=\"/logout\"><button>Log out {User}</button></form>");
        page.Add($"</header>\n<main id=\"main\" tabindex=\"-1\"><h1>{title}</h1>\n");
        body(page);
        page.Add($"</main>\n<footer>");
        if (Time is { } time)
            page.Add($"<p>As of <time datetime=\"{time:O}\">{time:u}</time>. Nothing here changes anything; reload the page for newer figures.</p>");
        return page.Add($"</footer></body></html>\n").ToString();
    }
}
