package dev.nightshift.inference.score;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Log-probabilities of texts:
 *
 * <pre>log p(token t | tokens before t) = z_t[token t] − log Σ_v exp z_t[v]</pre>
 *
 * with scores z in float32 and a log-softmax that subtracts the largest first. Only the positions
 * that are asked about go through the output head.
 *
 * <p><b>A score never depends on the batch</b>, bit for bit: the last bits of a matrix product
 * depend on its number of rows and, with some kernels, on a row's place, so each request goes
 * through the model by itself. The shapes of its passes follow from its own tokens.
 */
public final class Scorer {

  /** Positions that go through the output head together, so that scores stay small in memory. */
  private static final int HEAD_ROWS = 256;

  private final LanguageModel model;
  private final StartRule rule;

  private Scorer(LanguageModel model, StartRule rule) {
    this.model = model;
    this.rule = rule;
  }

  /** Scores under a model; BOS stands before a text where the tokenizer puts it. */
  public static Scorer of(LanguageModel model) {
    return new Scorer(model, StartRule.TOKENIZER);
  }

  /** The same with another rule for the start of texts. */
  public Scorer withStart(StartRule newRule) {
    return new Scorer(model, newRule);
  }

  /**
   * Scores in the order of the requests. A text longer than the model's context is scored in
   * windows, each token once; a prompt that does not fit before its completion loses its beginning.
   *
   * @throws dev.nightshift.schema.error.RequestException with every request that cannot be scored,
   *     or for a model that gives no next tokens
   */
  public List<Score> score(List<ScoreRequest> requests) {
    model.requireNextTokens();
    Faults faults = new Faults();
    List<TargetTokens> targets = new ArrayList<>();
    for (ScoreRequest request : requests) {
      TargetTokens tokens = TargetTokens.of(request.subject(), model::requireTokenizer, rule);
      model.checkIds(tokens.ids(), "request " + request.id(), faults);
      targets.add(tokens);
    }
    faults.throwIfAny();
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      scores.add(score(requests.get(i).id(), targets.get(i)));
    }
    return scores;
  }

  private Score score(String id, TargetTokens tokens) {
    int[] ids = tokens.ids();
    List<Float> logProbabilities = new ArrayList<>(tokens.count());
    boolean greedy = true;
    for (Window window : Window.of(ids.length, tokens.first(), model.config().maxPositions())) {
      greedy &= pass(ids, window, logProbabilities);
    }
    int[] scored = Arrays.copyOfRange(ids, tokens.first(), ids.length);
    return new Score(id, Arrays.stream(scored).boxed().toList(), logProbabilities, greedy);
  }

  /** Scores one window; whether each of its targets is the likeliest token. */
  private boolean pass(int[] ids, Window window, List<Float> logProbabilities) {
    boolean greedy = true;
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      int[] seen = Arrays.copyOfRange(ids, window.from(), window.to());
      ForwardInput input =
          ForwardInput.ofIds(TensorIo.ids(seen, 1, seen.length)).withAdapters(model.adapters());
      Tensor hidden = Decoder.forward(model.config(), model.weights(), input).hidden();
      for (int done = 0; done < window.targets(); done += HEAD_ROWS) {
        int rows = Math.min(HEAD_ROWS, window.targets() - done);
        int target = window.firstTarget() + done;
        try (PointerScope inner = new PointerScope()) {
          Tensor asked = hidden.narrow(1, target - 1L - window.from(), rows);
          greedy &= head(asked, Arrays.copyOfRange(ids, target, target + rows), logProbabilities);
        }
      }
    }
    return greedy;
  }

  /**
   * Reads the log-probabilities of targets.
   *
   * @param hidden hidden states [1, N, D]
   * @param targets the N tokens that follow them
   */
  private boolean head(Tensor hidden, int[] targets, List<Float> logProbabilities) {
    Tensor logits =
        Decoder.logits(model.config(), model.weights(), hidden)
            .view(targets.length, -1)
            .to(ScalarType.Float);
    Tensor wanted = TensorIo.ids(targets, targets.length, 1);
    for (float value : TensorIo.toFloats(torch.log_softmax(logits, -1).gather(1, wanted))) {
      logProbabilities.add(value);
    }
    Tensor best = logits.argmax(new LongOptional(-1), true);
    long[] likeliest = TensorIo.toLongs(best);
    for (int i = 0; i < targets.length; i++) {
      if (likeliest[i] != targets[i]) {
        return false;
      }
    }
    return true;
  }
}
