package dev.nightshift.pipelines.secret;

import dev.nightshift.runtime.job.Secrets;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves {@code ${env:NAME}} and {@code ${file:PATH}} in texts, and knows from then on what to
 * hide. What is stored of a run keeps the reference; only the job sees the value. Safe for use by
 * several threads.
 */
public final class SecretReferences {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  private final Map<String, String> environment;
  private final Set<String> resolved = ConcurrentHashMap.newKeySet();

  /** Secrets of an environment, such as {@link System#getenv()}. */
  public SecretReferences(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The text with each reference replaced by its secret.
   *
   * @throws RequestException if a variable is not set or a file cannot be read
   */
  public String resolve(String text) {
    Matcher reference = REFERENCE.matcher(text);
    return reference.replaceAll(
        match -> {
          String secret =
              match.group(1).equals("env") ? variable(match.group(2)) : file(match.group(2));
          if (!secret.isBlank()) {
            resolved.add(secret);
          }
          return Matcher.quoteReplacement(secret);
        });
  }

  /** What is wrong with the first reference that cannot be resolved, without resolving for good. */
  public Optional<Fault> fault(String text) {
    try {
      resolve(text);
      return Optional.empty();
    } catch (RequestException e) {
      return Optional.of(e.faults().get(0));
    }
  }

  /** What was resolved so far, for those who hide it elsewhere. */
  public Secrets known() {
    return Secrets.of(resolved);
  }

  /** The text with every secret that was resolved so far hidden. */
  public String redact(String text) {
    return known().redact(text);
  }

  private String variable(String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new RequestException(
          "the secret ${env:" + name + "} is not there",
          "environment",
          "Set the environment variable " + name + ".");
    }
    return value;
  }

  private static String file(String path) {
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException e) {
      throw new RequestException(
          "the secret ${file:" + path + "} cannot be read",
          path,
          "Write the secret into that file, in UTF-8, and let this user read it.");
    }
  }
}
