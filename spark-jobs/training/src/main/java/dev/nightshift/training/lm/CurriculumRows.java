package dev.nightshift.training.lm;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.curriculum.Assembly;
import dev.nightshift.training.curriculum.Candidate;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.RowPlan;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Rows of the sequences that a curriculum gives. Padded, a sequence has a row of its own, cut at
 * the row's length. Packed, sequences follow each other into a row as long as they fit, in their
 * order; of one longer than a row a piece that has a target is drawn.
 */
final class CurriculumRows implements Assembly<TokenBatch> {

  private final SequenceFile file;
  private final int rowLength;
  private final Layout layout;
  private final int batchSize;
  private final int microBatchSize;
  private final int padding;

  CurriculumRows(
      SequenceFile file,
      int rowLength,
      Layout layout,
      int batchSize,
      int microBatchSize,
      int padding) {
    this.file = file;
    this.rowLength = rowLength;
    this.layout = layout;
    this.batchSize = batchSize;
    this.microBatchSize = microBatchSize;
    this.padding = padding;
  }

  @Override
  public int least() {
    return batchSize;
  }

  @Override
  public Optional<Candidate> candidate(int sequence, CounterRandom random) {
    int length = file.length(sequence);
    int from = 0;
    if (layout == Layout.PACKED && length > rowLength) {
      // Pieces that end before the answer, and a last one of one token, teach nothing.
      int first = file.firstTarget(sequence) / rowLength;
      int last = (length - 1) / rowLength - (length % rowLength == 1 ? 1 : 0);
      from = (last > first ? first + random.nextInt(last - first + 1) : first) * rowLength;
    }
    Piece piece = piece(new Candidate(sequence, from));
    return piece.length() > 0 && RowPlan.hasTarget(file, sequence, piece.from(), piece.length())
        ? Optional.of(new Candidate(sequence, from))
        : Optional.empty();
  }

  @Override
  public TokenBatch single(Candidate candidate) {
    return TokenBatch.of(file, List.of(List.of(piece(candidate))), padding);
  }

  @Override
  public Filled<TokenBatch> fill(
      long step, Map<String, Tensor> parameters, Supplier<Candidate> candidates) {
    List<List<Piece>> rows = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    int filled = rowLength;
    while (true) {
      Piece piece = piece(candidates.get());
      if (layout == Layout.PADDED || filled + piece.length() > rowLength) {
        if (rows.size() == batchSize) {
          return filled(rows, taken);
        }
        rows.add(new ArrayList<>());
        filled = 0;
      }
      rows.get(rows.size() - 1).add(piece);
      taken.add(piece.sequence());
      filled += piece.length();
    }
  }

  private Piece piece(Candidate candidate) {
    int left = file.length(candidate.example()) - candidate.from();
    return new Piece(candidate.example(), candidate.from(), Math.min(rowLength, left));
  }

  private Filled<TokenBatch> filled(List<List<Piece>> rows, List<Integer> taken) {
    return new Filled<>(
        taken.stream().mapToInt(Integer::intValue).toArray(),
        (batchSize + microBatchSize - 1) / microBatchSize,
        index ->
            TokenBatch.of(
                file,
                rows.subList(
                    index * microBatchSize, Math.min(batchSize, (index + 1) * microBatchSize)),
                padding));
  }
}
