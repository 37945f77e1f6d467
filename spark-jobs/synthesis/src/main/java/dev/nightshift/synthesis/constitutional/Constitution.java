package dev.nightshift.synthesis.constitutional;

import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.random.CounterRandom;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of principles.
 *
 * @param name its name
 * @param principles at least one, with ids of their own
 * @param digest digest of the file's text
 */
public record Constitution(String name, List<Principle> principles, String digest)
    implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final String DEFAULT = "constitution.yaml";

  public Constitution {
    // Spark's serializer reads an ArrayList everywhere.
    principles = new ArrayList<>(principles);
    if (principles.isEmpty()) {
      throw new IllegalArgumentException("a constitution needs a principle");
    }
  }

  /** The principles that come with the program. */
  public static Constitution builtIn() {
    try (var in = Constitution.class.getResourceAsStream(DEFAULT)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + DEFAULT + " is missing");
      }
      Faults faults = new Faults();
      Constitution constitution =
          ConstitutionFile.read(
              new String(in.readAllBytes(), StandardCharsets.UTF_8), DEFAULT, faults);
      faults.throwIfAny();
      return constitution;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The principle that is drawn for a prompt and a round; each is equally likely. */
  public Principle draw(long seed, String rowId, int round) {
    int drawn =
        CounterRandom.of(seed, "constitutional/principle/" + round, rowId)
            .nextInt(principles.size());
    return principles.get(drawn);
  }

  static String digest(String text) {
    return Digest.start().add("constitution").add(text).hex();
  }
}
