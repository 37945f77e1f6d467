package dev.nightshift.synthesis.constitutional;

import java.io.Serializable;

/**
 * A prompt.
 *
 * @param rowId its row
 * @param text what is asked
 */
public record PromptText(String rowId, String text) implements Serializable {

  private static final long serialVersionUID = 1L;
}
