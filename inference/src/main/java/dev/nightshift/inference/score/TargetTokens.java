package dev.nightshift.inference.score;

import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The token ids of a request and which of them are scored.
 *
 * <p>A prompt and its completion are encoded together; the completion's tokens are those after as
 * many tokens as the prompt has by itself. White space at the end of the prompt is moved to the
 * completion first, as tokenizers join a space to the word after it. (Both as in
 * lm-evaluation-harness, {@code TemplateLM._encode_pair}.)
 *
 * @param ids all token ids, context first
 * @param first index of the first that is scored, at least 1 unless there is no token
 */
record TargetTokens(int[] ids, int first) {

  /** The ids of a request. */
  static TargetTokens of(
      ScoreRequest.Subject subject, Supplier<Tokenizer> tokenizer, StartRule rule) {
    if (subject instanceof ScoreRequest.Tokens tokens) {
      int context = tokens.context().size();
      int[] ids = join(ints(tokens.context()), ints(tokens.targets()));
      return new TargetTokens(ids, Math.min(ids.length, Math.max(1, context)));
    }
    Tokenizer own = tokenizer.get();
    if (subject instanceof ScoreRequest.Completion pair) {
      return ofPair(pair.prompt(), pair.completion(), own, rule);
    }
    return started(own.encode(((ScoreRequest.Text) subject).text(), false), 0, own, rule);
  }

  /** How many tokens are scored. */
  int count() {
    return ids.length - first;
  }

  private static TargetTokens ofPair(
      String prompt, String completion, Tokenizer tokenizer, StartRule rule) {
    String context = prompt.stripTrailing();
    String whole = prompt + completion;
    int[] all = tokenizer.encode(whole, false);
    int before = context.isEmpty() ? 0 : tokenizer.encode(context, false).length;
    // An empty prompt gives no token to stand before the completion: it then starts like lm-eval's.
    StartRule own = before == 0 ? StartRule.BOS_OR_EOS : rule;
    return started(all, Math.min(before, all.length), tokenizer, own);
  }

  private static TargetTokens started(int[] ids, int context, Tokenizer tokenizer, StartRule rule) {
    OptionalInt start = addedBos(tokenizer);
    if (start.isPresent() && ids.length > 0 && ids[0] == start.getAsInt()) {
      // The text spells BOS out, as chat templates do.
      return new TargetTokens(ids, Math.min(ids.length, Math.max(1, context)));
    }
    if (start.isEmpty() && context == 0 && rule == StartRule.BOS_OR_EOS) {
      start = tokenizer.bosId().isPresent() ? tokenizer.bosId() : tokenizer.eosId();
    }
    if (start.isEmpty()) {
      return new TargetTokens(ids, Math.min(ids.length, Math.max(1, context)));
    }
    return new TargetTokens(join(new int[] {start.getAsInt()}, ids), context + 1);
  }

  /** BOS, if the post-processor puts it before a text. */
  private static OptionalInt addedBos(Tokenizer tokenizer) {
    OptionalInt bos = tokenizer.bosId();
    int[] marked = tokenizer.encode("a", true);
    return bos.isPresent() && marked.length > 0 && marked[0] == bos.getAsInt()
        ? bos
        : OptionalInt.empty();
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] join(int[] a, int[] b) {
    return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }
}
