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
import java.util.stream.Collectors;

/**
 * Episodes of drawn characters. Alphabets are divided among the sides by the order of their names'
 * digests: a quarter, rounded up, is for the test, an eighth, rounded up, for the validation, the
 * rest for training; a character turned by 90, 180 or 270 degrees is a class of its own.
 *
 * <p>So it is on all sides by Snell et al. 2017 (section 3.1), and as with them an episode may hold
 * a character at two turns. Finn et al. 2017 draw characters and turn each by chance, so that
 * theirs never does; Nichol et al. 2018 turn those to learn on alone.
 */
final class CharacterTasks implements TaskFamily<GreyImages> {

  private static final int TURNS = 4;

  private record Turned(Glyph character, int turns) {
    private String name() {
      return character.alphabet() + "/" + character.name() + "/" + 90 * turns;
    }
  }

  private final Map<Side, List<Turned>> classes = new EnumMap<>(Side.class);
  private final long seed;
  private final EpisodeSize training;
  private final EpisodeSize measured;

  /**
   * Tasks of characters.
   *
   * @param training episodes to learn on
   * @param measured episodes of the other sides
   */
  CharacterTasks(CharacterImages images, long seed, EpisodeSize training, EpisodeSize measured) {
    this.seed = seed;
    this.training = training;
    this.measured = measured;
    Map<String, Side> sides = sides(images.alphabets());
    for (Side side : Side.values()) {
      classes.put(side, new ArrayList<>());
    }
    for (Glyph character : images.characters()) {
      Side side = sides.getOrDefault(character.alphabet(), Side.TRAIN);
      if (character.drawings().size() >= size(side).ofClass()) {
        for (int turns = 0; turns < TURNS; turns++) {
          of(side).add(new Turned(character, turns));
        }
      }
    }
    for (Side side : Side.values()) {
      if (of(side).size() < size(side).ways()) {
        throw new RequestException(
            String.format(
                Locale.ROOT,
                "the %s alphabets have %d classes with %d drawings, and an episode takes %d",
                label(side),
                of(side).size(),
                size(side).ofClass(),
                size(side).ways()),
            side == Side.TRAIN
                ? "options 'train-ways', 'train-shots' and 'train-queries'"
                : "options 'ways', 'shots' and 'queries'",
            "Lower them, or give more alphabets.");
      }
    }
  }

  /** Classes to learn on that have so many drawings; each turn of a character is one. */
  static int trainingClasses(CharacterImages images, int drawings) {
    Map<String, Side> sides = sides(images.alphabets());
    long characters =
        images.characters().stream()
            .filter(glyph -> sides.get(glyph.alphabet()) == Side.TRAIN)
            .filter(glyph -> glyph.drawings().size() >= drawings)
            .count();
    return Math.toIntExact(TURNS * characters);
  }

  private EpisodeSize size(Side side) {
    return side == Side.TRAIN ? training : measured;
  }

  private static String label(Side side) {
    return side.name().toLowerCase(Locale.ROOT);
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

  private CounterRandom random(Side side, long number) {
    return CounterRandom.of(seed, "characters/" + label(side), number);
  }

  private List<Turned> drawn(Side side, CounterRandom random) {
    List<Turned> drawn = new ArrayList<>();
    for (int at : drawn(of(side).size(), size(side).ways(), random)) {
      drawn.add(of(side).get(at));
    }
    return drawn;
  }

  private static String task(List<Turned> drawn) {
    return drawn.stream().map(Turned::name).collect(Collectors.joining(" "));
  }

  @Override
  public String task(Side side, long number) {
    return task(drawn(side, random(side, number)));
  }

  @Override
  public Episode<GreyImages> episode(Side side, long number) {
    CounterRandom random = random(side, number);
    List<Turned> drawn = drawn(side, random);
    EpisodeSize size = size(side);
    int pixels = CharacterImages.SIDE * CharacterImages.SIDE;
    float[] support = new float[size.ways() * size.shots() * pixels];
    float[] query = new float[size.ways() * size.queries() * pixels];
    for (int way = 0; way < size.ways(); way++) {
      Turned character = drawn.get(way);
      List<byte[]> drawings = character.character().drawings();
      int[] some = drawn(drawings.size(), size.ofClass(), random);
      for (int i = 0; i < some.length; i++) {
        boolean seen = i < size.shots();
        int place = seen ? way * size.shots() + i : way * size.queries() + i - size.shots();
        put(seen ? support : query, place, drawings.get(some[i]), character.turns());
      }
    }
    return new Episode<>(
        task(drawn),
        random.nextLong(),
        images(support, size.ways(), size.shots()),
        images(query, size.ways(), size.queries()));
  }

  private static GreyImages images(float[] pixels, int ways, int each) {
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
