package dev.nightshift.runtime.progress;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * Tells how far work is: a bar that redraws itself on a terminal, plain lines at most every few
 * seconds elsewhere (a file, a pipe, a log collector).
 */
public final class ConsoleProgress implements Progress {

  private static final Duration REDRAW = Duration.ofMillis(200);
  private static final Duration LINE = Duration.ofSeconds(5);
  private static final int BAR = 24;
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream out;
  private final Clock clock;
  private final boolean terminal;
  private boolean barShown;

  /**
   * Progress on a stream.
   *
   * @param terminal whether the stream is a terminal that understands escape sequences
   */
  public ConsoleProgress(PrintStream out, Clock clock, boolean terminal) {
    this.out = out;
    this.clock = clock;
    this.terminal = terminal;
  }

  /** Progress on standard error, a bar if this process has a terminal. */
  public static ConsoleProgress ofStandardError(Clock clock, Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "dumb");
    return new ConsoleProgress(System.err, clock, System.console() != null && !term.equals("dumb"));
  }

  @Override
  public Task start(String name, String unit, long total) {
    return new ShownTask(name, unit, total);
  }

  @Override
  public synchronized void line(String text) {
    eraseBar();
    out.println(text);
    out.flush();
  }

  private synchronized void bar(String text) {
    out.print(ERASE + text);
    out.flush();
    barShown = true;
  }

  private void eraseBar() {
    if (barShown) {
      out.print(ERASE);
      barShown = false;
    }
  }

  private final class ShownTask implements Task {

    private final String name;
    private final String unit;
    private final long total;
    private final Instant start = clock.instant();
    private Instant shown = start;
    private long done;
    private String note = "";
    private boolean closed;

    ShownTask(String name, String unit, long total) {
      this.name = name;
      this.unit = unit;
      this.total = total;
    }

    @Override
    public synchronized void at(long done, String note) {
      this.done = done;
      this.note = note;
      Instant now = clock.instant();
      if (closed || Duration.between(shown, now).compareTo(terminal ? REDRAW : LINE) < 0) {
        return;
      }
      shown = now;
      if (terminal) {
        bar(name + " " + drawn() + " " + figures(now));
      } else {
        line(name + ": " + figures(now));
      }
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        line(name + ": " + figures(clock.instant()));
      }
    }

    private String drawn() {
      if (total <= 0) {
        return "";
      }
      int filled = (int) Math.min(BAR, BAR * done / total);
      return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
    }

    private String figures(Instant now) {
      double seconds = Duration.between(start, now).toMillis() / 1000.0;
      StringBuilder text = new StringBuilder();
      text.append(String.format(Locale.ROOT, "%,d", done));
      if (total >= 0) {
        text.append(String.format(Locale.ROOT, " of %,d", total));
      }
      text.append(' ').append(unit);
      text.append(String.format(Locale.ROOT, ", %.1f s", seconds));
      if (seconds > 0) {
        text.append(String.format(Locale.ROOT, ", %,.1f %s/s", done / seconds, unit));
      }
      if (!note.isEmpty()) {
        text.append(", ").append(note);
      }
      return text.toString();
    }
  }
}
