"""Which judge a model gets."""

from facefinder.evidence.constants import formula_of
from facefinder.evidence.cuts import cuts_of
from facefinder.match.by_distance import ByDistance
from facefinder.match.by_evidence import ByEvidence
from facefinder.match.judge import Judge
from facefinder.match.within import Within
from facefinder.models.catalogue import ModelInfo, Strictness


def judge_for(
    model: ModelInfo, strictness: Strictness = Strictness.NORMAL, threshold: float | None = None
) -> Judge:
    """What tells people apart by the vectors of a model, as strictly as the user wants.

    Args:
        model: What makes the vectors.
        strictness: How certain a match must be.
        threshold: Distance up to which a match is `sure`, instead.
    """
    formula = formula_of(model.name)
    if formula is not None and threshold is not None:
        return Within.distance(threshold, ByEvidence(formula, cuts_of(model.name)))
    if formula is not None:
        return ByEvidence(formula, cuts_of(model.name, strictness))
    thresholds = model.thresholds[strictness]
    if threshold is not None:
        thresholds = thresholds.with_sure(threshold)
    return ByDistance(model.metric, thresholds, model.thresholds[Strictness.NORMAL].check)
