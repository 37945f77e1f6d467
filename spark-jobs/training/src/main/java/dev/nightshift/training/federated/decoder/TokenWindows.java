package dev.nightshift.training.federated.decoder;

import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Sequences cut into rows: windows that overlap by one token, so that each token but the first is
 * predicted once.
 */
final class TokenWindows {

  private TokenWindows() {}

  /** The windows of some sequences that have a target. */
  static List<Piece> of(SequenceFile file, int[] sequences, int width) {
    List<Piece> windows = new ArrayList<>();
    for (int sequence : sequences) {
      int last = file.length(sequence) - 1;
      for (int from = 0; from < last; from += width - 1) {
        int length = Math.min(width, file.length(sequence) - from);
        if (file.firstTarget(sequence) < from + length) {
          windows.add(new Piece(sequence, from, length));
        }
      }
    }
    return windows;
  }
}
