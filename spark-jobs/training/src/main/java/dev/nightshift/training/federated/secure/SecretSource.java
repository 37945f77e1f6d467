package dev.nightshift.training.federated.secure;

import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the secret seed is kept: {@code env:NAME} or {@code file:PATH}. Only the place travels and
 * is stored; each process reads the secret itself, so the executors need it too.
 *
 * @param reference the place
 */
public record SecretSource(String reference) implements Serializable {

  /** Fewer characters than this can be guessed. */
  private static final int LEAST = 16;

  private static final String ENVIRONMENT = "env:";
  private static final String FILE = "file:";
  private static final String REMEDY =
      "Give env:NAME or file:PATH of a secret of at least "
          + LEAST
          + " characters, such as from 'openssl rand -hex 32', that drivers and executors can read.";

  /** Adds a fault where there is no usable secret. */
  public void check(String option, Faults faults) {
    problem().ifPresent(problem -> faults.add(problem, "option '" + option + "'", REMEDY));
  }

  private Optional<String> problem() {
    try {
      Optional<String> text = text();
      if (text.isEmpty()) {
        return Optional.of("no secret is at '" + reference + "'");
      }
      return text.get().length() < LEAST
          ? Optional.of("the secret at '" + reference + "' is too short")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("the secret at '" + reference + "' cannot be read");
    }
  }

  /**
   * Reads the secret.
   *
   * @throws RequestException if there is none
   */
  public SecretSeed open() {
    Faults faults = new Faults();
    check("secret-source", faults);
    faults.throwIfAny();
    try {
      return SecretSeed.of(text().orElseThrow());
    } catch (IOException e) {
      throw new RequestException("the secret cannot be read", reference, REMEDY);
    }
  }

  private Optional<String> text() throws IOException {
    if (reference.startsWith(ENVIRONMENT)) {
      return Optional.ofNullable(System.getenv(reference.substring(ENVIRONMENT.length())))
          .map(String::strip);
    }
    if (reference.startsWith(FILE)) {
      Path path = Path.of(reference.substring(FILE.length()));
      return Files.isRegularFile(path)
          ? Optional.of(Files.readString(path).strip())
          : Optional.empty();
    }
    return Optional.empty();
  }
}
