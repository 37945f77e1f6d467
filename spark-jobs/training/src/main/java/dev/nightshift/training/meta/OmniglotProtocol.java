package dev.nightshift.training.meta;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Telling drawn characters apart, N ways and k shots (Lake et al. 2015; the four-block net and the
 * rotations of Vinyals et al. 2016).
 *
 * @param seed the run's seed
 * @param file the prepared characters, see {@link CharacterImages}
 * @param ways classes of an episode
 * @param shots images of each class in the support
 * @param queries images of each class in the query
 * @param filters of each block of the net
 * @param normalisation what the net's normalisation uses when it is measured
 * @param headless whether the net ends with its features, as prototypes need it
 */
public record OmniglotProtocol(
    long seed,
    String file,
    int ways,
    int shots,
    int queries,
    int filters,
    Normalisation normalisation,
    boolean headless)
    implements Protocol<GreyImages> {

  public OmniglotProtocol {
    if (ways < 2 || shots < 1 || queries < 1 || filters < 1) {
      throw new IllegalArgumentException(
          ways + " ways, " + shots + " shots, " + queries + " queries, " + filters + " filters");
    }
  }

  @Override
  public String name() {
    return "omniglot";
  }

  @Override
  public TaskFamily<GreyImages> tasks() throws IOException {
    return new CharacterTasks(CharacterImages.open(Path.of(file)), seed, ways, shots, queries);
  }

  @Override
  public Learner<GreyImages> learner(Path checkpoint) {
    return new ConvNet(filters, headless ? 0 : ways, normalisation);
  }

  @Override
  public boolean classifies() {
    return true;
  }
}
