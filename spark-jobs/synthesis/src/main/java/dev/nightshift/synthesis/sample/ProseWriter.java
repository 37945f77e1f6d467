package dev.nightshift.synthesis.sample;

import dev.nightshift.schema.random.CounterRandom;
import java.util.List;
import java.util.Locale;

/**
 * Short texts of good and of bad quality: notes as a person writes them, and what crawls bring back
 * beside them. They carry the labels that the quality classifier learns from.
 */
final class ProseWriter {

  private static final List<String> OPENINGS =
      List.of(
          "In the morning",
          "After lunch",
          "On Monday",
          "Before the rain",
          "Late in the evening",
          "At the market",
          "By the river",
          "During the lesson");
  private static final List<String> PEOPLE =
      List.of(
          "the teacher", "my sister", "a gardener", "the baker", "our neighbour", "the librarian");
  private static final List<String> ACTIONS =
      List.of(
          "counted the seeds in every box", "wrote the numbers on a small card",
          "explained how to share the bread fairly", "measured the length of the old fence",
          "put the books back in their order", "asked how many coins were left",
          "drew a plan of the garden", "weighed the plums twice");
  private static final List<String> REASONS =
      List.of(
          "because the order had to be right", "so that nobody would have to guess",
          "while the others were still waiting", "and then told us why it mattered",
          "although there was little time", "which took most of an hour");
  private static final List<String> CLOSINGS =
      List.of(
          "Nobody found a mistake.",
          "It was worth the trouble.",
          "We checked the result together.",
          "The next day it was easier.",
          "That answer turned out to be right.",
          "There was enough for everyone.");
  private static final List<String> SHOUTS =
      List.of(
          "BUY NOW",
          "click here",
          "FREE!!!",
          "limited offer",
          "best price",
          "subscribe",
          "act now",
          "win win win",
          "100% guaranteed",
          "cheap deals");
  private static final List<String> BOILERPLATE =
      List.of(
          "home | about | contact | login", "cookie policy accept all cookies",
          "share on facebook tweet pin it", "page 1 2 3 4 5 next last",
          "javascript is disabled in your browser", "all rights reserved terms privacy");

  private ProseWriter() {}

  /** Two or three sentences of good English. */
  static String good(CounterRandom random) {
    StringBuilder text = new StringBuilder();
    int sentences = 1 + random.nextInt(2);
    for (int i = 0; i < sentences; i++) {
      text.append(pick(OPENINGS, random))
          .append(", ")
          .append(pick(PEOPLE, random))
          .append(' ')
          .append(pick(ACTIONS, random))
          .append(' ')
          .append(pick(REASONS, random))
          .append(". ");
    }
    return text.append(pick(CLOSINGS, random)).toString();
  }

  /** A text that no one should learn from: spam, page furniture, noise, or words without order. */
  static String bad(CounterRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> repeated(SHOUTS, 6 + random.nextInt(6), " ", random);
      case 1 -> repeated(BOILERPLATE, 2 + random.nextInt(3), " | ", random);
      case 2 -> noise(random);
      case 3 -> shuffled(good(random), random);
      default -> {
        String word = pick(SHOUTS, random);
        yield (word + " ").repeat(8 + random.nextInt(8)).strip();
      }
    };
  }

  private static String repeated(
      List<String> from, int times, String between, CounterRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < times; i++) {
      text.append(i == 0 ? "" : between).append(pick(from, random));
    }
    return text.toString();
  }

  private static String noise(CounterRandom random) {
    String signs = "#@%&*~^=+<>{}[]|\\/_-0123456789xqzkvj";
    StringBuilder text = new StringBuilder();
    int length = 40 + random.nextInt(60);
    for (int i = 0; i < length; i++) {
      text.append(random.nextInt(7) == 0 ? ' ' : signs.charAt(random.nextInt(signs.length())));
    }
    return text.toString();
  }

  private static String shuffled(String text, CounterRandom random) {
    String[] words = text.toLowerCase(Locale.ROOT).split(" ");
    int[] order = new int[words.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    random.shuffle(order);
    StringBuilder mixed = new StringBuilder();
    for (int at : order) {
      mixed.append(mixed.isEmpty() ? "" : " ").append(words[at]);
    }
    return mixed.toString();
  }

  private static String pick(List<String> from, CounterRandom random) {
    return from.get(random.nextInt(from.size()));
  }
}
