package dev.nightshift.curation.bpe;

import java.util.List;

/**
 * A trained encoding.
 *
 * @param specialTokens numbered from 0
 * @param tokens the bytes of each ordinary token, numbered after the special ones: 256 single bytes
 *     in the order of {@link ByteAlphabet}, then one for each merge
 * @param merges pairs of ordinary tokens (indices into {@code tokens}), in the order of merging
 */
public record BytePairModel(List<String> specialTokens, List<byte[]> tokens, List<int[]> merges) {

  public BytePairModel {
    specialTokens = List.copyOf(specialTokens);
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /** Number of tokens, special ones included. */
  public int size() {
    return specialTokens.size() + tokens.size();
  }

  /** A token in GPT-2's alphabet. */
  public String spelled(int token) {
    return ByteAlphabet.spell(tokens.get(token));
  }
}
