package dev.nightshift.runtime.progress;

/** How far long work is. Safe for use by several threads. */
public interface Progress {

  /** Starts a task of a known number of units; a negative total means that it is not known. */
  Task start(String name, String unit, long total);

  /** One line that stays on the screen. */
  void line(String text);

  /** One task under way. */
  interface Task extends AutoCloseable {
    /** Units done so far, with a short note such as the current loss; empty for none. */
    void at(long done, String note);

    @Override
    void close();
  }
}
