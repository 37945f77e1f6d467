package dev.nightshift.inference.reward;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tokenizer of whole words. */
final class WordTokenizer {

  static final int END = 2;
  static final int PADDING = 3;

  private static final List<String> WORDS =
      List.of("<unk>", "<s>", "</s>", "<pad>", "one", "two", "three", "four", "five", ";");

  private WordTokenizer() {}

  /** The id of a word. */
  static int id(String word) {
    return WORDS.indexOf(word);
  }

  /** Writes its files into a new folder. */
  static Path write(Path folder, boolean withPadding) throws IOException {
    Files.createDirectories(folder);
    StringBuilder vocabulary = new StringBuilder();
    StringBuilder added = new StringBuilder();
    for (int id = 0; id < WORDS.size(); id++) {
      vocabulary.append(id == 0 ? "" : ", ").append('"').append(WORDS.get(id)).append("\": ");
      vocabulary.append(id);
      if (id <= PADDING) {
        added.append(id == 0 ? "" : ", ");
        added.append("{\"id\": ").append(id).append(", \"content\": \"").append(WORDS.get(id));
        added.append("\", \"single_word\": false, \"lstrip\": false, \"rstrip\": false,");
        added.append(" \"normalized\": false, \"special\": true}");
      }
    }
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
         "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
         "decoder": null,
         "model": {"type": "WordLevel", "vocab": {%s}, "unk_token": "<unk>"}}
        """
            .formatted(added, vocabulary));
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"bos_token\": \"<s>\", \"eos_token\": \"</s>\""
            + (withPadding ? ", \"pad_token\": \"<pad>\"}" : "}"));
    return folder;
  }
}
