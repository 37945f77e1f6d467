package dev.nightshift.eval.answer;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Answers prompts with the most probable token at each step.
 *
 * <p>The answer to a prompt does not depend on the prompts beside it: at each step a row is padded
 * on the right to the next multiple of {@value #WIDTH} positions, rows of one width are computed
 * together, and the last hidden state is repeated {@value #ROWS} times before the head, so that
 * every matrix product has a multiple of eight rows whatever the batch. Padding lies behind the
 * causal mask. A prompt that leaves no room for its answer loses tokens at its start.
 */
public final class Answerer {

  /** Names the way in which answers are computed: a part of the settings of a result. */
  public static final String VERSION = "greedy-1";

  private static final int WIDTH = 16;
  private static final int ROWS = 8;

  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final int batchSize;

  /**
   * @param model with a tokenizer; it stays the caller's
   * @param batchSize prompts that are answered together, at least 1
   */
  public Answerer(LanguageModel model, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size " + batchSize);
    }
    this.model = model;
    this.tokenizer = model.requireTokenizer();
    this.batchSize = batchSize;
  }

  /**
   * The answers, in the order of the prompts.
   *
   * @param prompts what the model sees
   * @param until texts that end an answer; they are no part of it
   * @param maxTokens most tokens of an answer, at least 1
   */
  public List<String> answer(List<String> prompts, List<String> until, int maxTokens) {
    List<Row> rows = new ArrayList<>(prompts.size());
    for (String prompt : prompts) {
      rows.add(new Row(tokens(prompt, maxTokens)));
    }
    for (int from = 0; from < rows.size(); from += batchSize) {
      run(rows.subList(from, Math.min(rows.size(), from + batchSize)), until, maxTokens);
    }
    return rows.stream().map(row -> row.text).toList();
  }

  private int[] tokens(String prompt, int maxTokens) {
    int[] ids = tokenizer.encode(prompt, true);
    int room = Math.max(1, model.config().maxPositions() - maxTokens);
    return ids.length <= room ? ids : Arrays.copyOfRange(ids, ids.length - room, ids.length);
  }

  private void run(List<Row> rows, List<String> until, int maxTokens) {
    List<Integer> ends = model.generation().eosTokenIds();
    for (int step = 0; step < maxTokens; step++) {
      Map<Integer, List<Row>> byWidth = new TreeMap<>();
      for (Row row : rows) {
        if (!row.done) {
          int width = (row.ids.length + WIDTH - 1) / WIDTH * WIDTH;
          byWidth.computeIfAbsent(width, w -> new ArrayList<>()).add(row);
        }
      }
      if (byWidth.isEmpty()) {
        return;
      }
      byWidth.forEach(
          (width, group) -> {
            long[] next = next(group, width);
            for (int i = 0; i < next.length; i++) {
              group.get(i).take((int) next[i], ends, until);
            }
          });
    }
  }

  /** The most probable next token of each row. */
  private long[] next(List<Row> rows, int width) {
    int batch = rows.size();
    int[] ids = new int[batch * width];
    long[] last = new long[batch * ROWS];
    for (int i = 0; i < batch; i++) {
      int[] row = rows.get(i).ids;
      System.arraycopy(row, 0, ids, i * width, row.length);
      Arrays.fill(last, i * ROWS, (i + 1) * ROWS, (long) i * width + row.length - 1);
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor hidden =
          Decoder.forward(
                  model.config(),
                  model.weights(),
                  ForwardInput.ofIds(TensorIo.ids(ids, batch, width))
                      .withAdapters(model.adapters()))
              .hidden();
      Tensor lasts =
          hidden
              .reshape(-1L, hidden.size(2))
              .index_select(0, TensorIo.longs(last, (long) batch * ROWS));
      Tensor best =
          Decoder.logits(model.config(), model.weights(), lasts).argmax(new LongOptional(1), false);
      return strided(best, batch);
    }
  }

  private static long[] strided(Tensor best, int batch) {
    long[] all = TensorIo.toLongs(best);
    long[] first = new long[batch];
    for (int i = 0; i < batch; i++) {
      first[i] = all[i * ROWS];
    }
    return first;
  }

  /** A prompt on its way to an answer. */
  private final class Row {
    private final int promptLength;
    private int[] ids;
    private String text = "";
    private boolean done;

    private Row(int[] prompt) {
      this.promptLength = prompt.length;
      this.ids = prompt;
    }

    private void take(int id, List<Integer> ends, List<String> until) {
      if (ends.contains(id)) {
        done = true;
        return;
      }
      ids = Arrays.copyOf(ids, ids.length + 1);
      ids[ids.length - 1] = id;
      text = tokenizer.decode(Arrays.copyOfRange(ids, promptLength, ids.length), true);
      for (String stop : until) {
        int at = text.indexOf(stop);
        if (at >= 0) {
          text = text.substring(0, at);
          done = true;
        }
      }
    }
  }
}
