package dev.nightshift.inference.generate;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.forward.ForwardOutput;
import dev.nightshift.inference.forward.KeyValueCache;
import dev.nightshift.inference.prefix.PrefixStore;
import dev.nightshift.inference.tensor.TensorIo;
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
 * Continues up to {@link Generator#ROWS} requests together. Each prompt is read by a forward pass
 * of its own, once for neighbours that share it; then all rows take one token a step. There are
 * always exactly {@code ROWS} rows: the places of absent requests hold copies of the first. B rows,
 * S places in the cache, V vocabulary.
 */
final class DecodePass {

  private final LanguageModel model;
  private final PrefixStore prefixes;
  private final GenerationSettings settings;
  private final TokenSampler sampler;
  private final List<Row> rows;
  private final int length;

  /**
   * Prepares a pass.
   *
   * @param rows requests whose padded lengths are equal
   */
  DecodePass(
      LanguageModel model, PrefixStore prefixes, GenerationSettings settings, List<Row> rows) {
    this.model = model;
    this.prefixes = prefixes;
    this.settings = settings;
    this.sampler = new TokenSampler(settings);
    this.rows = rows;
    this.length = rows.get(0).paddedLength();
  }

  /** Runs until every row has ended. */
  void run() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      try (KeyValueCache prompts = readPrompts()) {
        Tensor seen = seen();
        KeyValueCache cache = prompts;
        while (rows.stream().anyMatch(row -> !row.hasEnded())) {
          cache = step(cache, seen);
        }
      }
    }
  }

  /**
   * Reads each prompt by itself, chooses its first token and lines the prompts up at their ends.
   */
  private KeyValueCache readPrompts() {
    try (PointerScope scope = new PointerScope()) {
      List<KeyValueCache> caches = new ArrayList<>();
      for (int from = 0; from < rows.size(); from = caches.size()) {
        ForwardOutput output = read(rows.get(from));
        List<Row> alike = alike(from);
        choose(alike, output.hidden().narrow(1, output.hidden().size(1) - 1, 1));
        alike.forEach(row -> caches.add(Objects.requireNonNull(output.cache(), "cache")));
      }
      while (caches.size() < Generator.ROWS) {
        caches.add(caches.get(0));
      }
      return KeyValueCache.ofRows(caches, length, length + settings.maxTokens());
    }
  }

  /** Reads a prompt, going on from its beginning if it names one. */
  private ForwardOutput read(Row row) {
    int beginning = row.beginning();
    int[] prompt = row.prompt();
    if (beginning == 0) {
      return read(prompt, KeyValueCache.empty());
    }
    try (PrefixStore.Lease lease = prefixes.borrow(Arrays.copyOf(prompt, beginning))) {
      return read(Arrays.copyOfRange(prompt, beginning, prompt.length), lease.cache());
    }
  }

  private ForwardOutput read(int[] ids, KeyValueCache before) {
    ForwardInput input =
        ForwardInput.ofIds(TensorIo.ids(ids, 1, ids.length))
            .withAdapters(model.adapters())
            .withCache(before);
    return Decoder.forward(model.config(), model.weights(), input);
  }

  /** The rows from one on that have its prompt and its beginning. */
  private List<Row> alike(int from) {
    Row first = rows.get(from);
    int to = from + 1;
    while (to < rows.size()
        && rows.get(to).beginning() == first.beginning()
        && Arrays.equals(rows.get(to).prompt(), first.prompt())) {
      to++;
    }
    return rows.subList(from, to);
  }

  /** One more token for each row. */
  private KeyValueCache step(KeyValueCache cache, Tensor seen) {
    try (PointerScope scope = new PointerScope()) {
      int[] ids = new int[Generator.ROWS];
      long[] positions = new long[Generator.ROWS];
      long taken = cache.length() - length;
      for (int i = 0; i < Generator.ROWS; i++) {
        Row row = rows.get(i < rows.size() ? i : 0);
        ids[i] = row.lastToken();
        positions[i] = Math.min(row.prompt().length + taken, model.config().maxPositions() - 1L);
      }
      ForwardInput input =
          ForwardInput.ofIds(TensorIo.ids(ids, Generator.ROWS, 1))
              .withPositions(TensorIo.longs(positions, Generator.ROWS, 1))
              .withAttentionMask(seen.narrow(3, 0, cache.length() + 1))
              .withAdapters(model.adapters())
              .withCache(cache);
      ForwardOutput output = Decoder.forward(model.config(), model.weights(), input);
      choose(rows, output.hidden());
      return Objects.requireNonNull(output.cache(), "cache");
    }
  }

  /**
   * Chooses the next token of each row that goes on.
   *
   * @param hidden hidden states [B, 1, D], or [1, 1, D] for rows that all stand at the same place
   */
  private void choose(List<Row> chosenFor, Tensor hidden) {
    Tensor logits = Decoder.logits(model.config(), model.weights(), hidden);
    logits = logits.view(hidden.size(0), -1).to(ScalarType.Float);
    Tensor logProbabilities = torch.log_softmax(logits, -1);
    int stride = hidden.size(0) == 1 ? 0 : 1;
    if (settings.temperature() == 0) {
      Tensor best = logits.argmax(new LongOptional(-1), true);
      float[] taken = TensorIo.toFloats(logProbabilities.gather(1, best));
      long[] ids = TensorIo.toLongs(best);
      for (int i = 0; i < chosenFor.size(); i++) {
        if (!chosenFor.get(i).hasEnded()) {
          chosenFor.get(i).add((int) ids[i * stride], taken[i * stride]);
        }
      }
      return;
    }
    float[] scores = TensorIo.toFloats(logProbabilities);
    int vocabulary = (int) logits.size(1);
    for (int i = 0; i < chosenFor.size(); i++) {
      Row row = chosenFor.get(i);
      if (!row.hasEnded()) {
        int at = i * stride * vocabulary;
        int token = sampler.draw(scores, at, vocabulary, row.id(), row.steps());
        row.add(token, scores[at + token]);
      }
    }
  }

  /** Which places each row sees, bool [B, 1, 1, capacity]: all but those before its prompt. */
  private Tensor seen() {
    int capacity = length + settings.maxTokens();
    boolean[] values = new boolean[Generator.ROWS * capacity];
    for (int i = 0; i < Generator.ROWS; i++) {
      int empty = length - rows.get(i < rows.size() ? i : 0).prompt().length;
      for (int place = empty; place < capacity; place++) {
        values[i * capacity + place] = true;
      }
    }
    return TensorIo.booleans(values, Generator.ROWS, 1, 1, capacity);
  }
}
