using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lepton.Operator.Dashboard.Html;

/// <summary>
/// HTML as it is written: what stands in the code is markup, and what is put into it is text, always escaped. There is no way to add a text that was made elsewhere as markup but
/// <see cref="AddMarkup"/>.
/// </summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    /// <param name="markup">An interpolated string: its holes are escaped, for elements and for quoted attributes alike. Numbers are written as in every culture.</param>
    public HtmlText Add([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <param name="markup">Made by code that escapes, such as a plot.</param>
    public HtmlText AddMarkup(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>Adds the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        public Markup(int literalLength, int holes, HtmlText page)
        {
            _text = page._text;
            _text.EnsureCapacity(_text.Length + literalLength + holes);
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted<T>(T value, string? format = null) =>
            _text.Append(WebUtility.HtmlEncode(value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString()));
    }
}
