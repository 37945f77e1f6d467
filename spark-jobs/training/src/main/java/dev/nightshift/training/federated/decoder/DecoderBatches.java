package dev.nightshift.training.federated.decoder;

import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.federated.client.ClientBatches;
import dev.nightshift.training.lm.TokenBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of tokens of each client. A mislabelled row has token V − 1 − v in place of v: what an
 * attacker would teach is another text.
 */
final class DecoderBatches implements ClientBatches<TokenBatch> {

  private final SequenceFile file;
  private final @Nullable SequenceFile heldOut;
  private final List<List<Piece>> clients = new ArrayList<>();
  private final List<List<Piece>> heldOutRows;
  private final int vocabulary;
  private final int padding;
  private final int microBatchSize;

  DecoderBatches(
      SequenceFile file,
      @Nullable SequenceFile heldOut,
      List<int[]> sequences,
      int width,
      int vocabulary,
      int padding,
      int microBatchSize) {
    this.file = file;
    this.heldOut = heldOut;
    this.vocabulary = vocabulary;
    this.padding = padding;
    this.microBatchSize = microBatchSize;
    sequences.forEach(some -> clients.add(TokenWindows.of(file, some, width)));
    this.heldOutRows =
        heldOut == null
            ? List.of()
            : TokenWindows.of(heldOut, IntStream.range(0, heldOut.count()).toArray(), width)
                .stream()
                .map(List::of)
                .toList();
  }

  @Override
  public int examples(int client) {
    return clients.get(client).size();
  }

  @Override
  public TokenBatch batch(int client, int[] examples, boolean mislabelled) {
    List<Piece> rows = clients.get(client);
    if (!mislabelled) {
      List<List<Piece>> chosen = new ArrayList<>();
      for (int example : examples) {
        chosen.add(List.of(rows.get(example)));
      }
      return TokenBatch.of(file, chosen, padding);
    }
    List<int[]> flipped = new ArrayList<>();
    for (int example : examples) {
      Piece piece = rows.get(example);
      int[] ids = file.ids(piece.sequence(), piece.from(), piece.length());
      flipped.add(IntStream.of(ids).map(id -> vocabulary - 1 - id).toArray());
    }
    return TokenBatch.of(flipped, 1, padding);
  }

  @Override
  public int heldOut() {
    return (heldOutRows.size() + microBatchSize - 1) / microBatchSize;
  }

  @Override
  public TokenBatch heldOutBatch(int index) {
    if (heldOut == null) {
      throw new IllegalStateException("nothing is held out");
    }
    int from = index * microBatchSize;
    int to = Math.min(heldOutRows.size(), from + microBatchSize);
    return TokenBatch.of(heldOut, heldOutRows.subList(from, to), padding);
  }

  @Override
  public void close() {
    try {
      file.close();
      if (heldOut != null) {
        heldOut.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
