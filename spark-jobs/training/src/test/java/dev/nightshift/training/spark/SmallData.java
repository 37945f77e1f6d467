package dev.nightshift.training.spark;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.lm.TinyLlama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tokenizer of words, a tiny configuration, and files of texts, answers and pairs. */
public final class SmallData {

  private static final List<String> WORDS =
      List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  private SmallData() {}

  public static Path tokenizer(Path folder) throws IOException {
    Path tokenizer = Files.createDirectories(folder.resolve("tokenizer"));
    StringBuilder vocabulary = new StringBuilder("\"<unk>\": 0, \"<s>\": 1, \"</s>\": 2");
    for (int i = 0; i < WORDS.size(); i++) {
      vocabulary.append(", \"").append(WORDS.get(i)).append("\": ").append(3 + i);
    }
    Files.writeString(
        tokenizer.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null,
         "added_tokens": [
           {"id": 0, "content": "<unk>", "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true},
           {"id": 1, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true},
           {"id": 2, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true}],
         "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
         "decoder": null,
         "model": {"type": "WordLevel", "vocab": {%s}, "unk_token": "<unk>"}}
        """
            .formatted(vocabulary));
    Files.writeString(
        tokenizer.resolve("tokenizer_config.json"),
        "{\"bos_token\": \"<s>\", \"eos_token\": \"</s>\", \"unk_token\": \"<unk>\"}");
    return tokenizer;
  }

  public static Path config(Path folder) throws IOException {
    return Files.writeString(folder.resolve("config.json"), TinyLlama.json());
  }

  /** The same decoder with a width whose parameters fill more than four blocks. */
  public static Path wideConfig(Path folder) throws IOException {
    return Files.writeString(folder.resolve("wide.json"), TinyLlama.wideJson());
  }

  /** Counting upwards from a drawn word. */
  static Path texts(Path folder, String name, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of(11, name, i);
      int from = random.nextInt(6);
      int length = 3 + random.nextInt(3);
      lines.add(
          "{\"text\": \""
              + String.join(" ", WORDS.subList(from, Math.min(10, from + length)))
              + "\"}");
    }
    return Files.write(folder.resolve(name + ".jsonl"), lines);
  }

  /** Words in no order, from which nothing general can be learnt. */
  static Path noise(Path folder, String name, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of(14, name, i);
      List<String> words = new ArrayList<>();
      for (int w = 0; w < 8; w++) {
        words.add(WORDS.get(random.nextInt(10)));
      }
      lines.add("{\"text\": \"" + String.join(" ", words) + "\"}");
    }
    return Files.write(folder.resolve(name + ".jsonl"), lines);
  }

  /** The next word is preferred to the one before. */
  public static Path pairs(Path folder, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of(12, "pairs", i);
      int at = 1 + random.nextInt(8);
      String prompt =
          WORDS.get(random.nextInt(10)) + " " + WORDS.get(random.nextInt(10)) + " " + WORDS.get(at);
      lines.add(
          "{\"prompt\": \"%s\", \"chosen\": \"%s\", \"rejected\": \"%s\"}"
              .formatted(prompt, WORDS.get(at + 1), WORDS.get(at - 1)));
    }
    return Files.write(folder.resolve("pairs.jsonl"), lines);
  }

  /** The next word is good, any other one is not. */
  public static Path labelled(Path folder, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of(15, "labelled", i);
      int at = 1 + random.nextInt(8);
      boolean good = random.nextInt(2) == 0;
      lines.add(
          "{\"prompt\": \"%s %s %s\", \"completion\": \"%s\", \"label\": %s}"
              .formatted(
                  WORDS.get(random.nextInt(10)),
                  WORDS.get(random.nextInt(10)),
                  WORDS.get(at),
                  WORDS.get(good ? at + 1 : at - 1),
                  good));
    }
    return Files.write(folder.resolve("labelled.jsonl"), lines);
  }

  /** The next word is preferred, as messages. */
  public static Path conversations(Path folder, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of(16, "conversations", i);
      int at = 1 + random.nextInt(8);
      String user = WORDS.get(random.nextInt(10)) + " " + WORDS.get(at);
      lines.add(
          "{\"chosen\": %s, \"rejected\": %s}"
              .formatted(messages(user, WORDS.get(at + 1)), messages(user, WORDS.get(at - 1))));
    }
    return Files.write(folder.resolve("conversations.jsonl"), lines);
  }

  private static String messages(String user, String assistant) {
    return "[{\"role\": \"user\", \"content\": \"%s\"}, {\"role\": \"assistant\", \"content\": \"%s\"}]"
        .formatted(user, assistant);
  }

  /** The answer is the next word. */
  public static Path answers(Path folder, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of(13, "answers", i);
      int at = random.nextInt(9);
      lines.add(
          "{\"prompt\": \"%s %s\", \"answer\": \"%s\"}"
              .formatted(WORDS.get(random.nextInt(10)), WORDS.get(at), WORDS.get(at + 1)));
    }
    return Files.write(folder.resolve("answers.jsonl"), lines);
  }
}
