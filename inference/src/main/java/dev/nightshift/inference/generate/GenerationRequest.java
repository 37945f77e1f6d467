package dev.nightshift.inference.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A prompt to continue. Either a text, which the model's tokenizer encodes with the special tokens
 * that its post-processor adds, or token ids, which are taken as they are.
 *
 * @param id stable name of the request; random draws are keyed by it
 * @param text the prompt, or null where ids are given
 * @param tokenIds the prompt's token ids, or null where a text is given
 * @param stops texts that end this continuation, besides those of the settings
 * @param beginning how many of the token ids are a {@linkplain
 *     dev.nightshift.inference.prefix.Beginning beginning} that other requests have as well and
 *     that is read once; at least one is left
 */
public record GenerationRequest(
    String id,
    @Nullable String text,
    @Nullable List<Integer> tokenIds,
    List<String> stops,
    int beginning) {

  public GenerationRequest {
    Objects.requireNonNull(id, "id");
    if ((text == null) == (tokenIds == null)) {
      throw new IllegalArgumentException("give either a text or token ids");
    }
    tokenIds = tokenIds == null ? null : List.copyOf(tokenIds);
    stops = List.copyOf(stops);
    if (beginning != 0 && (tokenIds == null || beginning < 0 || beginning >= tokenIds.size())) {
      throw new IllegalArgumentException(
          "a beginning of " + beginning + " tokens leaves no token of the prompt");
    }
  }

  /** A prompt as text. */
  public static GenerationRequest ofText(String id, String text) {
    return new GenerationRequest(id, text, null, List.of(), 0);
  }

  /** A prompt as token ids. */
  public static GenerationRequest ofTokens(String id, int[] tokenIds) {
    return new GenerationRequest(id, null, Arrays.stream(tokenIds).boxed().toList(), List.of(), 0);
  }

  /** The same with these stop strings. */
  public GenerationRequest withStops(List<String> newStops) {
    return new GenerationRequest(id, text, tokenIds, newStops, beginning);
  }

  /** The same with so many token ids as the beginning that is shared. */
  public GenerationRequest withBeginning(int tokens) {
    return new GenerationRequest(id, text, tokenIds, stops, tokens);
  }
}
