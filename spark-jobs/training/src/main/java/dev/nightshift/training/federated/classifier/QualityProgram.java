package dev.nightshift.training.federated.classifier;

import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.quality.FlatNetwork;
import dev.nightshift.classifiers.quality.NetworkShape;
import dev.nightshift.training.federated.client.ClientProgram;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.federated.client.ClientTable.Split;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A quality classifier that clients train on their labelled texts. What travels is paths and
 * settings; all parameters of the network are the flat vector.
 *
 * @param network the network and what makes its steps
 * @param standardisation scales the dense features
 * @param data folder of the training rows
 * @param clients file of the {@link ClientTable}
 * @param split how the rows are divided
 * @param heldOut folder of the held-out rows, or null
 * @param seed decides a random division
 */
public record QualityProgram(
    NetworkShape network,
    Standardisation standardisation,
    String data,
    String clients,
    Split split,
    @Nullable String heldOut,
    long seed)
    implements ClientProgram {

  @Override
  public ClientSession open() throws IOException {
    return new QualitySession(
        this,
        ClientTable.read(Path.of(clients)).examples(split, seed),
        FeatureFile.open(Path.of(data)),
        heldOut == null ? null : FeatureFile.open(Path.of(heldOut)));
  }

  /** A network with given parameters; the caller closes it. */
  public FlatNetwork trained(float[] parameters) {
    FlatNetwork trained = new FlatNetwork(network);
    trained.start(parameters);
    return trained;
  }

  @Override
  public void save(float[] parameters, Path folder) throws IOException {
    try (FlatNetwork trained = trained(parameters)) {
      trained.write(folder.resolve("network.zip"));
    }
  }
}
