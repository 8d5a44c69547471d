using System.Text.RegularExpressions;
using System.Text;
using System.Xml.Linq;
using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Schema;
using Lepton.Operator.Planning;

namespace Lepton.EndToEnd.House.Pages;

/// <summary>Why something was decided, from the enumerations and their documentation: reasons of decisions, of their events, and of moves that wait.</summary>
internal static partial class ReasonReference
{
    public static string Text()
    {
        var text = new StringBuilder("""
            # Reasons

            Made by `make docs` from the code. The reason of a decision stands in `status.decision.reason` of a LeptonModel, is that of the event which tells of it, and the label `reason` of
            `lepton_decisions_total` and `lepton_moves_total`. Reasons of conditions, and what to do about them: [troubleshoot](../how-to/troubleshoot.md).

            ## Decisions and their events

            | reason | event | what it means |
            | --- | --- | --- |

            """);
        var documentation = XDocument.Load(Repository.Built("src", "Lepton.Operator", "lepton-operator.xml"));
        foreach (var reason in Enum.GetValues<PlanReason>())
        {
            var member = documentation.Descendants("member").Single(m => (string?)m.Attribute("name") == $"F:{typeof(PlanReason).FullName}.{reason}");
            text.Append($"| `{reason}` | {(reason == PlanReason.Unchanged ? "none" : reason.IsWarning() ? "Warning" : "Normal")} | {GeneratedPage.Cell(Blanks().Replace(member.Element("summary")!.Value.Trim(), " "))} |\n");
        }

        text.Append("""

            Besides: `MoveProposed` (Normal: a move waits for approval), `ApprovalRefused` (Warning: what was approved no longer holds; the message has the new proposal), `CeilingExceeded` (Warning: a budget or limit stays exceeded, because the run is not to be stopped), and the reasons of the
            conditions Ready when it becomes True, and Degraded (Warning) when it does. Of rollouts: `RolloutStarted`, `RolloutStep`, `ClusterUpdated`, `RolloutCompleted`, `RolloutReplaced`, `RolloutRolledBack`
            and `RolloutFailed` (Warning): see [how to roll out](../how-to/roll-out.md).

            ## Moves that wait (`status.proposal.reason`)

            | reason | what it waits for |
            | --- | --- |

            """);
        AppendDescribed<MoveHold>(text);
        text.Append("""

            ## Ways back after a failover that wait (`status.failback.reason`)

            | reason | what it waits for |
            | --- | --- |

            """);
        AppendDescribed<FailbackHold>(text);
        return text.ToString();
    }

    private static void AppendDescribed<T>(StringBuilder text) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            var description = typeof(T).GetField(value.ToString())!.GetCustomAttributes(typeof(DescriptionAttribute), false).Cast<DescriptionAttribute>().Single();
            text.Append($"| `{value}` | {GeneratedPage.Cell(description.Text)} |\n");
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
