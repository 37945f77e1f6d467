package dev.nightshift.inference.score;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.forward.ForwardOutput;
import dev.nightshift.inference.forward.KeyValueCache;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Log-probabilities of several continuations that belong together, such as the choices of one
 * question. What their tokens have in common goes through the model once; each goes on from the
 * key-value cache of that. Choices of one token each cost no more than the question.
 *
 * <p><b>A score is a function of its group and the model</b>, bit for bit: the shapes of all passes
 * follow from the tokens of the group alone. A group that does not fit into the model's context is
 * scored one by one ({@link Scorer}), with the context cut at its start.
 */
public final class ContinuationScorer {

  private static final StartRule RULE = StartRule.BOS_OR_EOS;

  private final LanguageModel model;

  private ContinuationScorer(LanguageModel model) {
    this.model = model;
  }

  /** Scores under a model. */
  public static ContinuationScorer of(LanguageModel model) {
    return new ContinuationScorer(model);
  }

  /**
   * The scores of one group, in their order. An empty prompt gives way to the token that begins a
   * text ({@link StartRule#BOS_OR_EOS}).
   *
   * @param group name of the group, used in errors
   * @param continuations texts after prompts, or token ids after others
   * @throws dev.nightshift.schema.error.RequestException for a model that gives no next tokens
   */
  public List<Score> score(String group, List<? extends ScoreRequest.Subject> continuations) {
    model.requireNextTokens();
    Faults faults = new Faults();
    List<TargetTokens> all = new ArrayList<>();
    for (ScoreRequest.Subject each : continuations) {
      TargetTokens tokens = TargetTokens.of(each, model::requireTokenizer, RULE);
      model.checkIds(tokens.ids(), "request " + group, faults);
      all.add(tokens);
    }
    faults.throwIfAny();
    int trunk = trunk(all);
    boolean fits = all.stream().allMatch(t -> t.ids().length - 1 <= model.config().maxPositions());
    if (trunk < 1 || !fits || all.size() == 1) {
      return Scorer.of(model)
          .withStart(RULE)
          .score(
              continuations.stream()
                  .map(each -> new ScoreRequest(group, (ScoreRequest.Subject) each))
                  .toList());
    }
    return branches(group, all, trunk);
  }

  /** How many tokens all have in common, with at least one left to each. */
  private static int trunk(List<TargetTokens> all) {
    int[] first = all.get(0).ids();
    int common = first.length - 1;
    for (TargetTokens tokens : all) {
      int[] ids = tokens.ids();
      int same = Arrays.mismatch(first, ids);
      common = Math.min(common, Math.min(same < 0 ? ids.length : same, ids.length - 1));
    }
    return common;
  }

  private List<Score> branches(String group, List<TargetTokens> all, int trunk) {
    List<Score> scores = new ArrayList<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      int[] shared = Arrays.copyOf(all.get(0).ids(), trunk);
      ForwardOutput before = forward(shared, KeyValueCache.empty());
      for (TargetTokens tokens : all) {
        try (PointerScope inner = new PointerScope()) {
          scores.add(branch(group, tokens, trunk, before));
        }
      }
    }
    return scores;
  }

  private Score branch(String group, TargetTokens tokens, int trunk, ForwardOutput before) {
    int[] ids = tokens.ids();
    int[] targets = Arrays.copyOfRange(ids, tokens.first(), ids.length);
    if (targets.length == 0) {
      return new Score(group, List.of(), List.of(), true);
    }
    List<Tensor> hidden = new ArrayList<>();
    int from = tokens.first() - 1;
    if (from < trunk) {
      hidden.add(before.hidden().narrow(1, from, (long) trunk - from));
    }
    int rest = ids.length - 1 - trunk;
    if (rest > 0) {
      int[] own = Arrays.copyOfRange(ids, trunk, ids.length - 1);
      ForwardOutput after = forward(own, Objects.requireNonNull(before.cache(), "cache"));
      int skipped = Math.max(0, from - trunk);
      hidden.add(after.hidden().narrow(1, skipped, (long) rest - skipped));
    }
    List<Float> logProbabilities = new ArrayList<>();
    boolean greedy = true;
    int done = 0;
    for (Tensor part : hidden) {
      int rows = (int) part.size(1);
      greedy &= head(part, Arrays.copyOfRange(targets, done, done + rows), logProbabilities);
      done += rows;
    }
    return new Score(group, Arrays.stream(targets).boxed().toList(), logProbabilities, greedy);
  }

  private ForwardOutput forward(int[] ids, KeyValueCache cache) {
    ForwardInput input =
        ForwardInput.ofIds(TensorIo.ids(ids, 1, ids.length))
            .withAdapters(model.adapters())
            .withCache(cache);
    return Decoder.forward(model.config(), model.weights(), input);
  }

  private boolean head(Tensor hidden, int[] targets, List<Float> logProbabilities) {
    Tensor logits =
        Decoder.logits(model.config(), model.weights(), hidden)
            .view(targets.length, -1)
            .to(ScalarType.Float);
    Tensor wanted = TensorIo.ids(targets, targets.length, 1);
    for (float value : TensorIo.toFloats(torch.log_softmax(logits, -1).gather(1, wanted))) {
      logProbabilities.add(value);
    }
    long[] likeliest = TensorIo.toLongs(logits.argmax(new LongOptional(-1), true));
    boolean greedy = true;
    for (int i = 0; i < targets.length; i++) {
      greedy &= likeliest[i] == targets[i];
    }
    return greedy;
  }
}
