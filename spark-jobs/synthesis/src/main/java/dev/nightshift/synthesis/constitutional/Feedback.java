package dev.nightshift.synthesis.constitutional;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.score.Score;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.synthesis.constitutional.Chain.Step;
import dev.nightshift.synthesis.constitutional.Chain.Verdict;
import dev.nightshift.synthesis.constitutional.Turn.Role;
import java.util.List;

/**
 * Chooses between two answers by a model's log-probabilities of the letters (Bai et al. 2022,
 * section 4.1). In the order (a, b) the probability of the first is
 *
 * <pre>P(A) = exp l_A / (exp l_A + exp l_B) = σ(l_A − l_B)</pre>
 *
 * with l the log-probability of "(A)" and "(B)" after the question. As models lean to a place, both
 * orders are asked and averaged: {@code p = ½ [P(A | a, b) + P(B | b, a)]} is the probability that
 * {@code a} is the better one.
 */
final class Feedback {

  private final Scorer scorer;
  private final LanguageModel model;
  private final Transcript transcript;

  Feedback(LanguageModel model, Transcript transcript) {
    this.scorer = Scorer.of(model);
    this.model = model;
    this.transcript = transcript;
  }

  /** Ends a chain with a pair of its two answers. */
  void judge(ChainWork work, Principle principle, String a, String b) {
    String forth = question(work, principle, a, b);
    String back = question(work, principle, b, a);
    int[] first = transcript.tokens(forth);
    int[] second = transcript.tokens(back);
    int longest = Math.max(first.length, second.length) + transcript.continuation("(A)").length;
    if (longest > model.config().maxPositions()) {
      work.end(Verdict.TOO_LONG, "feedback: " + longest + " tokens");
      return;
    }
    double aFirst = firstIsBetter(work.prompt().rowId() + "/forth", first);
    double bFirst = firstIsBetter(work.prompt().rowId() + "/back", second);
    double p = (aFirst + (1 - bFirst)) / 2;
    String told = "{\"first\":" + aFirst + ",\"swapped\":" + bFirst + ",\"mean\":" + p + "}";
    work.steps().add(new Step("feedback", principle.id(), Digest.ofText(forth), told));
    if (p == .5) {
      work.end(Verdict.TIE, "both answers have the probability 0.5");
    } else {
      work.pair(p > .5 ? a : b, p > .5 ? b : a, Math.max(p, 1 - p));
    }
  }

  private double firstIsBetter(String id, int[] context) {
    List<Score> scores =
        scorer.score(
            List.of(
                ScoreRequest.ofTokens(id + "/A", context, transcript.continuation("(A)")),
                ScoreRequest.ofTokens(id + "/B", context, transcript.continuation("(B)"))));
    return 1 / (1 + Math.exp(scores.get(1).sum() - scores.get(0).sum()));
  }

  private String question(ChainWork work, Principle principle, String first, String second) {
    String text =
        "Here is a question to an assistant, and two answers.\n\nQuestion: "
            + work.prompt().text()
            + "\n\n"
            + principle.compare()
            + "\n\nOptions:\n(A) "
            + first
            + "\n(B) "
            + second
            + "\n\nSay only (A) or (B).";
    return transcript.text(List.of(new Turn(Role.HUMAN, text)), Role.ASSISTANT);
  }
}
