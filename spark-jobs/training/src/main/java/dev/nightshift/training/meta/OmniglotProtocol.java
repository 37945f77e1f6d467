package dev.nightshift.training.meta;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Telling drawn characters apart, N ways and k shots (Lake et al. 2015; the four-block net and the
 * rotations of Vinyals et al. 2016).
 *
 * @param seed the run's seed
 * @param file the prepared characters, see {@link CharacterImages}
 * @param training episodes to learn on; only a net without a linear layer takes other ways than
 *     those to measure on
 * @param measured episodes to measure on
 * @param filters of each block of the net
 * @param normalisation what the net's normalisation uses when it is measured
 * @param headless whether the net ends with its features, as prototypes need it
 */
public record OmniglotProtocol(
    long seed,
    String file,
    EpisodeSize training,
    EpisodeSize measured,
    int filters,
    Normalisation normalisation,
    boolean headless)
    implements Protocol<GreyImages> {

  public OmniglotProtocol {
    if (filters < 1 || (!headless && training.ways() != measured.ways())) {
      throw new IllegalArgumentException(
          filters + " filters, " + training + " to learn on and " + measured + " to measure on");
    }
  }

  @Override
  public String name() {
    return "omniglot";
  }

  /** Classes to learn on that have so many drawings, each turn of a character being one. */
  public static int trainingClasses(Path file, int drawings) throws IOException {
    return CharacterTasks.trainingClasses(CharacterImages.open(file), drawings);
  }

  @Override
  public TaskFamily<GreyImages> tasks() throws IOException {
    return new CharacterTasks(CharacterImages.open(Path.of(file)), seed, training, measured);
  }

  @Override
  public Learner<GreyImages> learner(Path checkpoint) {
    return new ConvNet(filters, headless ? 0 : measured.ways(), normalisation);
  }

  @Override
  public boolean classifies() {
    return true;
  }
}
