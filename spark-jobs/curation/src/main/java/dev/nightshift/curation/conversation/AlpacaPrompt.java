package dev.nightshift.curation.conversation;

/**
 * The prompt that Alpaca was trained with: Taori et al. 2023, "Stanford Alpaca: an instruction-
 * following LLaMA model", section "Data release" of its repository. There are two of them, with and
 * without an input.
 */
public final class AlpacaPrompt {

  private static final String WITH_INPUT =
      "Below is an instruction that describes a task, paired with an input that provides further"
          + " context. Write a response that appropriately completes the request.";
  private static final String WITHOUT_INPUT =
      "Below is an instruction that describes a task. Write a response that appropriately completes"
          + " the request.";

  private AlpacaPrompt() {}

  /**
   * The prompt of a user's message; the answer follows it.
   *
   * @param message an instruction, with its input as the layout joins them
   */
  public static String of(String message) {
    boolean input = message.contains(AlpacaLayout.INPUT_MARK);
    return (input ? WITH_INPUT : WITHOUT_INPUT)
        + "\n\n### Instruction:\n"
        + message
        + "\n\n### Response:";
  }
}
