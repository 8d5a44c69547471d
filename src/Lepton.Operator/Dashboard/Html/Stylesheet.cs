namespace Lepton.Operator.Dashboard.Html;

/// <summary>How the pages look. Text stands out from what is behind it by 4.5 to 1 and more in both schemes (WCAG 2.2, 1.4.3); colours never say anything alone.</summary>
internal static class Stylesheet
{
    public const string Path = "/style.css";
    public const string IconPath = "/icon.svg";

    public const string Icon = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b6e4f"/><path d="M4 3v10h8" fill="none" stroke="#fff" stroke-width="2.5"/></svg>""";

    public const string Css = """
        :root{color-scheme:light dark;--ink:#1c2321;--paper:#fff;--soft:#515c58;--line:#cfd6d3;--panel:#f3f6f5;--accent:#0b6e4f;--bad:#a3260f;--s0:#0b6e4f;--s1:#b5442c;--s2:#2b5aa7;--s3:#7a5ca3;--s4:#8a6508;--s5:#555}
        @media (prefers-color-scheme:dark){:root{--ink:#e7ecea;--paper:#141917;--soft:#a9b4b0;--line:#38413e;--panel:#1d2422;--accent:#5fd0a5;--bad:#ff9d8a;--s0:#5fd0a5;--s1:#ff9d8a;--s2:#8ab4ff;--s3:#c7adf0;--s4:#e0b94d;--s5:#bbb}}
        *{box-sizing:border-box}
        body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
        a{color:var(--accent)}
        a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem}
        header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;padding:.75rem 1.5rem;border-bottom:1px solid var(--line);background:var(--panel)}
        header .name{font-weight:700}nav ul{display:flex;flex-wrap:wrap;gap:1.25rem;list-style:none;margin:0;padding:0}
        nav a[aria-current]{color:var(--ink);font-weight:700;text-decoration:none;border-bottom:3px solid var(--accent)}
        header form{margin-left:auto}
        main{max-width:1200px;margin:0 auto;padding:0 1.5rem 3rem}footer{max-width:1200px;margin:0 auto;padding:0 1.5rem 2rem;color:var(--soft)}
        h1{font-size:1.6rem;margin:1.25rem 0 .5rem}h2{font-size:1.25rem;margin:2rem 0 .5rem}h3{font-size:1.05rem;margin:.25rem 0}
        .figures{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0;padding:0}.figures div{border:1px solid var(--line);border-radius:.4rem;background:var(--panel);padding:.5rem .9rem}
        .figures dt{color:var(--soft);font-size:.85rem}.figures dd{margin:0;font-size:1.3rem;font-weight:600}
        .clusters{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,46rem),1fr));gap:1rem;list-style:none;padding:0;margin:0}
        .clusters>li{border:1px solid var(--line);border-radius:.4rem;padding:.6rem .9rem;background:var(--panel);min-width:0}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}caption{text-align:left;color:var(--soft);padding:.25rem 0}
        th,td{padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .bad{color:var(--bad);font-weight:600}.soft{color:var(--soft)}
        .bar{display:block;width:100%;height:.7rem;margin:.25rem 0}.bar .free{fill:var(--line)}.bar .models{fill:var(--s0)}.bar .others{fill:var(--s3)}
        figure{margin:1.5rem 0}figcaption{font-weight:600}figure>svg{width:100%;height:auto}figure>svg text{font-size:11px;fill:var(--soft)}.grid{stroke:var(--line)}
        .legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}.swatch{width:.8rem;height:.8rem;margin-right:.35rem}
        label{display:block;font-weight:600;margin:.75rem 0 .25rem}input{font:inherit;width:100%;max-width:40rem;padding:.5rem;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:.3rem}
        button{font:inherit;padding:.4rem .9rem;margin:.5rem 0;border:1px solid var(--accent);border-radius:.3rem;background:var(--paper);color:var(--accent);cursor:pointer}
        code{background:var(--panel);padding:.1rem .3rem;border-radius:.2rem}
        """;
}
