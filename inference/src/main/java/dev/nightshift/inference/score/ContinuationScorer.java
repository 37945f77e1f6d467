package dev.nightshift.inference.score;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.forward.ForwardOutput;
import dev.nightshift.inference.forward.KeyValueCache;
import dev.nightshift.inference.prefix.Beginning;
import dev.nightshift.inference.prefix.PrefixStore;
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
import org.jspecify.annotations.Nullable;

/**
 * Log-probabilities of several continuations that belong together, such as the choices of one
 * question. What their tokens have in common goes through the model once; each goes on from the
 * key-value cache of that. Choices of one token each cost no more than the question.
 *
 * <p>A {@link Beginning} that groups share, such as the examples before a question, is read once
 * for all of them: the group goes on from its key-value cache in a {@link PrefixStore}.
 *
 * <p><b>A score is a function of its group, its beginning and the model</b>, bit for bit: the
 * shapes of all passes follow from their tokens alone. A group that does not fit into the model's
 * context is scored one by one ({@link Scorer}), with the context cut at its start.
 */
public final class ContinuationScorer {

  private static final StartRule RULE = StartRule.BOS_OR_EOS;

  /** Positions that go through the output head together, so that scores stay small in memory. */
  private static final int HEAD_ROWS = 256;

  private final LanguageModel model;
  private final PrefixStore prefixes;

  private ContinuationScorer(LanguageModel model, PrefixStore prefixes) {
    this.model = model;
    this.prefixes = prefixes;
  }

  /**
   * Scores under a model.
   *
   * @param prefixes store of this model; it stays the caller's
   */
  public static ContinuationScorer of(LanguageModel model, PrefixStore prefixes) {
    return new ContinuationScorer(model, prefixes);
  }

  /**
   * The scores of one group, in their order. An empty prompt gives way to the token that begins a
   * text ({@link StartRule#BOS_OR_EOS}).
   *
   * @param group name of the group, used in errors
   * @param continuations texts after prompts, or token ids after others
   * @param beginning what prompts of other groups begin with as well
   * @throws dev.nightshift.schema.error.RequestException for a model that gives no next tokens
   */
  public List<Score> score(
      String group, List<? extends ScoreRequest.Subject> continuations, Beginning beginning) {
    model.requireNextTokens();
    Faults faults = new Faults();
    List<TargetTokens> all = new ArrayList<>();
    for (ScoreRequest.Subject each : continuations) {
      TargetTokens tokens = TargetTokens.of(each, model::requireTokenizer, RULE);
      model.checkIds(tokens.ids(), "request " + group, faults);
      all.add(tokens);
    }
    faults.throwIfAny();
    boolean fits = all.stream().allMatch(t -> t.ids().length - 1 <= model.config().maxPositions());
    int trunk = fits ? trunk(all) : 0;
    int begun = trunk < 1 ? 0 : begun(beginning, all, trunk);
    if (trunk < 1 || begun == 0 && all.size() == 1) {
      return Scorer.of(model)
          .withStart(RULE)
          .score(
              continuations.stream()
                  .map(each -> new ScoreRequest(group, (ScoreRequest.Subject) each))
                  .toList());
    }
    if (begun == 0) {
      return branches(group, all, trunk, 0, KeyValueCache.empty());
    }
    try (PrefixStore.Lease lease = prefixes.borrow(Arrays.copyOf(all.get(0).ids(), begun))) {
      return branches(group, all, trunk, begun, lease.cache());
    }
  }

  /** How many tokens are read as the beginning: none that tells of a token that is scored. */
  private static int begun(Beginning beginning, List<TargetTokens> all, int trunk) {
    int first = all.stream().mapToInt(TargetTokens::first).min().orElse(0);
    return beginning.in(all.get(0).ids(), Math.min(trunk, first - 1));
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

  private List<Score> branches(
      String group, List<TargetTokens> all, int trunk, int begun, KeyValueCache beginning) {
    List<Score> scores = new ArrayList<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Trunk shared = new Trunk(begun, trunk, null, beginning);
      if (trunk > begun) {
        ForwardOutput read = forward(Arrays.copyOfRange(all.get(0).ids(), begun, trunk), beginning);
        shared = new Trunk(begun, trunk, read.hidden(), cache(read));
      }
      for (TargetTokens tokens : all) {
        try (PointerScope inner = new PointerScope()) {
          scores.add(branch(group, tokens, shared));
        }
      }
    }
    return scores;
  }

  /**
   * What a group has in common.
   *
   * @param begun tokens that were read as the beginning
   * @param end tokens in common, the beginning's among them
   * @param hidden hidden states of those between the two [1, end − begun, D]; null where there are
   *     none
   * @param cache keys and values of all of them
   */
  private record Trunk(int begun, int end, @Nullable Tensor hidden, KeyValueCache cache) {}

  private Score branch(String group, TargetTokens tokens, Trunk trunk) {
    int[] ids = tokens.ids();
    int[] targets = Arrays.copyOfRange(ids, tokens.first(), ids.length);
    if (targets.length == 0) {
      return new Score(group, List.of(), List.of(), true);
    }
    List<Tensor> hidden = new ArrayList<>();
    int from = tokens.first() - 1;
    if (from < trunk.end()) {
      Tensor before = Objects.requireNonNull(trunk.hidden(), "hidden");
      hidden.add(before.narrow(1, (long) from - trunk.begun(), (long) trunk.end() - from));
    }
    int rest = ids.length - 1 - trunk.end();
    if (rest > 0) {
      ForwardOutput after =
          forward(Arrays.copyOfRange(ids, trunk.end(), ids.length - 1), trunk.cache());
      int skipped = Math.max(0, from - trunk.end());
      hidden.add(after.hidden().narrow(1, skipped, (long) rest - skipped));
    }
    List<Float> logProbabilities = new ArrayList<>();
    boolean greedy = true;
    int done = 0;
    for (Tensor part : hidden) {
      for (long row = 0; row < part.size(1); row += HEAD_ROWS) {
        int rows = (int) Math.min(HEAD_ROWS, part.size(1) - row);
        int[] wanted = Arrays.copyOfRange(targets, done, done + rows);
        greedy &= head(part.narrow(1, row, rows), wanted, logProbabilities);
        done += rows;
      }
    }
    return new Score(group, Arrays.stream(targets).boxed().toList(), logProbabilities, greedy);
  }

  private static KeyValueCache cache(ForwardOutput output) {
    return Objects.requireNonNull(output.cache(), "cache");
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
