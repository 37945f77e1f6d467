package dev.nightshift.training.meta;

import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.meta.CharacterImages.Glyph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Episodes of drawn characters. Alphabets are divided among the sides by the order of their names'
 * digests: a quarter, rounded up, is for the test, an eighth, rounded up, for the validation, the
 * rest for training; a character turned by 90, 180 or 270 degrees is a class of its own.
 */
final class CharacterTasks implements TaskFamily<GreyImages> {

  private static final int TURNS = 4;

  private record Turned(Glyph character, int turns) {}

  private final Map<Side, List<Turned>> classes = new EnumMap<>(Side.class);
  private final long seed;
  private final int ways;
  private final int shots;
  private final int queries;

  CharacterTasks(CharacterImages images, long seed, int ways, int shots, int queries) {
    this.seed = seed;
    this.ways = ways;
    this.shots = shots;
    this.queries = queries;
    Map<String, Side> sides = sides(images.alphabets());
    for (Side side : Side.values()) {
      classes.put(side, new ArrayList<>());
    }
    for (Glyph character : images.characters()) {
      Side side = sides.getOrDefault(character.alphabet(), Side.TRAIN);
      if (character.drawings().size() >= shots + queries) {
        for (int turns = 0; turns < TURNS; turns++) {
          of(side).add(new Turned(character, turns));
        }
      }
    }
    for (Side side : Side.values()) {
      if (of(side).size() < ways) {
        throw new RequestException(
            "the "
                + side.name().toLowerCase(Locale.ROOT)
                + " alphabets have "
                + of(side).size()
                + " classes with "
                + (shots + queries)
                + " drawings, and an episode takes "
                + ways,
            "options 'ways', 'shots' and 'queries'",
            "Lower them, or give more alphabets.");
      }
    }
  }

  private List<Turned> of(Side side) {
    return classes.getOrDefault(side, List.of());
  }

  /** The side of each alphabet. */
  static Map<String, Side> sides(List<String> alphabets) {
    List<String> order = alphabets.stream().sorted(Comparator.comparing(Digest::ofText)).toList();
    int test = (order.size() + 3) / 4;
    int validation = (order.size() + 7) / 8;
    Map<String, Side> sides = new TreeMap<>();
    for (int i = 0; i < order.size(); i++) {
      sides.put(
          order.get(i),
          i < test ? Side.TEST : i < test + validation ? Side.VALIDATION : Side.TRAIN);
    }
    return sides;
  }

  @Override
  public Episode<GreyImages> episode(Side side, long number) {
    CounterRandom random =
        CounterRandom.of(seed, "characters/" + side.name().toLowerCase(Locale.ROOT), number);
    int[] order = drawn(of(side).size(), ways, random);
    float[] support = new float[ways * shots * CharacterImages.SIDE * CharacterImages.SIDE];
    float[] query = new float[ways * queries * CharacterImages.SIDE * CharacterImages.SIDE];
    List<String> names = new ArrayList<>();
    for (int way = 0; way < ways; way++) {
      Turned drawn = of(side).get(order[way]);
      names.add(
          drawn.character().alphabet() + "/" + drawn.character().name() + "/" + 90 * drawn.turns());
      List<byte[]> drawings = drawn.character().drawings();
      int[] some = drawn(drawings.size(), shots + queries, random);
      for (int i = 0; i < some.length; i++) {
        boolean seen = i < shots;
        int place = seen ? way * shots + i : way * queries + i - shots;
        put(seen ? support : query, place, drawings.get(some[i]), drawn.turns());
      }
    }
    return new Episode<>(String.join(" ", names), images(support, shots), images(query, queries));
  }

  private GreyImages images(float[] pixels, int each) {
    long[] labels = new long[ways * each];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / each;
    }
    return new GreyImages(pixels, labels, CharacterImages.SIDE, ways);
  }

  /** Some of the first numbers, in a random order (the head of Fisher and Yates' shuffle). */
  private static int[] drawn(int from, int count, CounterRandom random) {
    int[] all = new int[from];
    for (int i = 0; i < from; i++) {
      all[i] = i;
    }
    int[] some = new int[count];
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(from - i);
      some[i] = all[j];
      all[j] = all[i];
    }
    return some;
  }

  /** Copies an image, turned counter-clockwise by quarter turns. */
  private static void put(float[] pixels, int place, byte[] drawing, int turns) {
    int side = CharacterImages.SIDE;
    int at = place * side * side;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int from =
            switch (turns) {
              case 0 -> y * side + x;
              case 1 -> x * side + side - 1 - y;
              case 2 -> (side - 1 - y) * side + side - 1 - x;
              default -> (side - 1 - x) * side + y;
            };
        pixels[at++] = (drawing[from] & 0xFF) / 255f;
      }
    }
  }
}
