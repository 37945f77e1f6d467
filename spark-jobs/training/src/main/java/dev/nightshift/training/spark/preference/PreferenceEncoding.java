package dev.nightshift.training.spark.preference;

import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.spark.AnswerEncoding;
import dev.nightshift.training.spark.RefusedExample;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Examples as token ids: the prompt once, each answer by itself.
 *
 * <p>A prompt and its longest answer have at most the maximum length together. Where they have
 * more, answers lose their ends beyond the greater of what the prompt leaves and half of the
 * maximum; where that is not enough the prompt is overlong, and is refused or loses its beginning.
 */
final class PreferenceEncoding {

  private static final int[] NONE = {};

  private final AnswerEncoding encoding;
  private final boolean truncates;

  /**
   * An encoding.
   *
   * @param encoding of prompts and answers by themselves
   * @param truncates whether an overlong prompt loses its beginning, or else is refused
   */
  PreferenceEncoding(AnswerEncoding encoding, boolean truncates) {
    this.encoding = encoding;
    this.truncates = truncates;
  }

  /**
   * An encoded example; an answer that is not there has no tokens.
   *
   * @param prompt tokens of the prompt, at least one
   * @param chosen tokens of the preferred answer
   * @param rejected tokens of the other answer
   * @param promptCut whether the prompt lost its beginning
   * @param answerCut whether an answer lost its end
   */
  record Encoded(int[] prompt, int[] chosen, int[] rejected, boolean promptCut, boolean answerCut) {

    /** Writes both sequences. */
    void write(SequenceWriter writer) throws IOException {
      write(chosen, writer);
      write(rejected, writer);
    }

    private void write(int[] answer, SequenceWriter writer) throws IOException {
      int[] ids = NONE;
      if (answer.length > 0) {
        ids = Arrays.copyOf(prompt, prompt.length + answer.length);
        System.arraycopy(answer, 0, ids, prompt.length, answer.length);
      }
      writer.add(ids, prompt.length);
    }
  }

  /** Encodes an example. */
  Encoded of(PreferenceExample example) throws RefusedExample {
    int[] prompt = prompt(example);
    int[] chosen = answer(example, example.chosen());
    int[] rejected = answer(example, example.rejected());
    int most = Math.max(encoding.maxLength() - prompt.length, encoding.maxLength() / 2);
    int longest = Math.max(chosen.length, rejected.length);
    boolean answerCut = longest > most;
    chosen = Arrays.copyOf(chosen, Math.min(chosen.length, most));
    rejected = Arrays.copyOf(rejected, Math.min(rejected.length, most));
    int room = encoding.maxLength() - Math.min(longest, most);
    boolean promptCut = prompt.length > room;
    if (promptCut && !truncates) {
      throw new RefusedExample(
          "overlong-prompt",
          "the prompt has " + prompt.length + " tokens, and " + room + " fit with its answers");
    }
    if (Arrays.equals(chosen, rejected)) {
      throw new RefusedExample("equal-answers", "both answers are the same tokens");
    }
    return new Encoded(
        promptCut ? Arrays.copyOfRange(prompt, prompt.length - room, prompt.length) : prompt,
        chosen,
        rejected,
        promptCut,
        answerCut);
  }

  private int[] prompt(PreferenceExample example) throws RefusedExample {
    int[] prompt =
        example.rendered()
            ? encoding.rendered(example.prompt())
            : encoding.prompt(example.prompt());
    if (prompt.length > 0) {
      return prompt;
    }
    OptionalInt start = encoding.start();
    if (start.isEmpty()) {
      throw new RefusedExample(
          "empty-prompt", "the prompt has no tokens, and the tokenizer has none to begin a text");
    }
    return new int[] {start.getAsInt()};
  }

  private int[] answer(PreferenceExample example, @Nullable String answer) throws RefusedExample {
    if (answer == null) {
      return NONE;
    }
    int[] ids =
        example.rendered()
            ? encoding.rendered(answer)
            : encoding.completion(example.prompt(), answer);
    if (ids.length == 0) {
      throw new RefusedExample("empty-answer", "an answer has no tokens");
    }
    return ids;
  }
}
