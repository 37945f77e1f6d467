package dev.nightshift.eval.judge;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * How a judge behind an OpenAI-compatible endpoint is asked.
 *
 * @param address such as {@code https://host/v1}; {@code /chat/completions} is added
 * @param model name of the model there
 * @param maxTokens most tokens of a reply
 * @param timeout of one request, from connecting to the last byte
 * @param attempts requests for one reply, at least 1
 * @param backoff wait before the second attempt; doubled before each further one
 * @param longestWait longest wait between attempts, also where the server asks for more
 * @param parallel requests that are on their way together, at least 1
 */
public record EndpointSettings(
    URI address,
    String model,
    int maxTokens,
    Duration timeout,
    int attempts,
    Duration backoff,
    Duration longestWait,
    int parallel) {

  public EndpointSettings {
    if (attempts < 1 || parallel < 1 || maxTokens < 1 || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          attempts
              + " attempts, "
              + parallel
              + " in parallel, "
              + maxTokens
              + " tokens, "
              + timeout);
    }
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || address.getHost() == null) {
      throw new IllegalArgumentException("'" + address + "' is no http or https address");
    }
  }

  /**
   * The defaults: 1,024 tokens, 60 s, 5 attempts from 1 s on, at most 60 s apart, 4 in parallel.
   */
  public static EndpointSettings of(URI address, String model) {
    return new EndpointSettings(
        address,
        model,
        1_024,
        Duration.ofSeconds(60),
        5,
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        4);
  }

  /** Whether what is sent can be read on the way to another machine. */
  boolean isOpen() {
    String host = address.getHost();
    return "http".equalsIgnoreCase(address.getScheme())
        && !(host.equals("localhost") || host.equals("[::1]") || host.startsWith("127."));
  }

  URI completions() {
    String text = address.toString();
    return URI.create((text.endsWith("/") ? text : text + "/") + "chat/completions");
  }
}
