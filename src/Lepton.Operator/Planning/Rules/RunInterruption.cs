using Lepton.Api.Policies;

namespace Lepton.Operator.Planning.Rules;

/// <summary>Which training runs may be stopped although nothing is wrong where they run (policy trainingInterruption, model training.checkpoint). Served models are not asked for.</summary>
internal static class RunInterruption
{
    /// <summary>For money, or to be back where it was: only what goes on from where it stopped.</summary>
    public static bool MayMove(ModelStanding standing) => !standing.IsTraining || (IsCheckpointed(standing) && Mode(standing) != TrainingInterruption.Never);

    /// <summary>For a higher priority, or because a ceiling is exceeded.</summary>
    public static bool MayGiveWay(ModelStanding standing) => MayMove(standing) || Mode(standing) == TrainingInterruption.Always;

    /// <summary>Why a run is not stopped although a ceiling is exceeded, as the end of a sentence.</summary>
    public static string Spares(ModelStanding standing) => Mode(standing) == TrainingInterruption.Never
        ? $"policy {standing.Policy?.Metadata.Name} trainingInterruption is Never"
        : "it has no training.checkpoint: what it has done would be lost (trainingInterruption Always of its policy would stop it all the same)";

    private static bool IsCheckpointed(ModelStanding standing) => standing.Model.Spec.Training?.Checkpoint is not null;

    private static TrainingInterruption Mode(ModelStanding standing) => standing.Policy?.Spec.TrainingInterruption ?? TrainingInterruption.Checkpointed;
}
