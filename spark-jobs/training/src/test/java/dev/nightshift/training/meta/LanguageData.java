package dev.nightshift.training.meta;

import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.meta.LanguageExamples.Encoded;
import dev.nightshift.training.meta.LanguageExamples.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small tasks in words for a tiny decoder: each answers all prompts with its own token. */
final class LanguageData {

  private LanguageData() {}

  /** Tasks of ten examples, the prompts "0" to "9" with the task's number as the answer. */
  static Map<String, List<Example>> tasks(int count) {
    Map<String, List<Example>> tasks = new TreeMap<>();
    for (int task = 0; task < count; task++) {
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        examples.add(new Example(Integer.toString(i), Integer.toString(task)));
      }
      tasks.put("task" + (char) ('a' + task), examples);
    }
    return tasks;
  }

  /** A token for each digit of the prompt from 3 on, one for the answer from 20 on, and the end. */
  static Encoded encoded(Example example) {
    int digit = Integer.parseInt(example.prompt());
    int answer = Integer.parseInt(example.answer());
    return new Encoded(new int[] {1, 3 + digit, 20 + answer, 2}, 2, false);
  }

  /** The protocol over eight tasks of which two are for the test and one to measure on the way. */
  static LanguageProtocol protocol(Path folder) throws IOException {
    Path data = folder.resolve("tasks");
    if (!LanguageExamples.exists(data)) {
      LanguageExamples.write(data, tasks(8), LanguageData::encoded, 4, .25);
    }
    return new LanguageProtocol(3, data.toString(), 2, 2, 0);
  }

  /** A folder with the configuration of a tiny decoder whose head is its own. */
  static Path configuration(Path folder) throws IOException {
    Path template = Files.createDirectories(folder);
    Files.writeString(
        template.resolve("config.json"),
        TinyLlama.json()
            .replace("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false"));
    return template;
  }
}
