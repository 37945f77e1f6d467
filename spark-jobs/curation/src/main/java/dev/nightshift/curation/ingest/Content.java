package dev.nightshift.curation.ingest;

import org.jspecify.annotations.Nullable;

/** What a record says, by kind of table. */
public sealed interface Content {

  /** All that the record says, as one text that names it. */
  String identity();

  /** A text. */
  record Document(String text) implements Content {
    @Override
    public String identity() {
      return text;
    }
  }

  /** Two answers to a prompt. */
  record Preference(String prompt, String chosen, String rejected) implements Content {
    @Override
    public String identity() {
      return prompt + SEPARATOR + chosen + SEPARATOR + rejected;
    }
  }

  /** A prompt and, where it is known, its answer. */
  record Prompt(String prompt, @Nullable String answer) implements Content {
    @Override
    public String identity() {
      return answer == null ? prompt : prompt + SEPARATOR + answer;
    }
  }

  /** The information separator of ASCII stands between the parts of an identity. */
  String SEPARATOR = "\u001f";
}
