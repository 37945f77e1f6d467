package dev.nightshift.training.federated.secure;

import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the secret seed is kept: {@code env:NAME} or {@code file:PATH}. Only the place travels and
 * is stored; tasks read the secret, the driver never does.
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
          + " characters, such as from 'openssl rand -hex 32', that the executors can read.";

  /** What is to be done where there is no usable secret. */
  public static String remedy() {
    return REMEDY;
  }

  /** What keeps this process from using the secret, if anything. */
  public Optional<String> problem() {
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
    Optional<String> problem = problem();
    if (problem.isPresent()) {
      throw new RequestException(problem.get(), "option 'secret-source'", REMEDY);
    }
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
