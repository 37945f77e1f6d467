package dev.nightshift.curation.spark;

import dev.nightshift.curation.clean.EncodingRepair;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import java.util.List;
import java.util.Locale;

/** What is mended in the text of documents. */
enum Repair {
  NONE,
  /** UTF-8 that was read as windows-1252 or Latin-1. */
  ENCODING;

  /** Key in {@code meta} of a document that was mended. */
  static final String NOTE = "encoding_repaired";

  private static final String OPTION = "repair";

  /** The option of a job. */
  static JobOption option() {
    return JobOption.choice(
        OPTION,
        List.of("none", "encoding"),
        "What is mended in documents, and noted in their meta: encoding is UTF-8 that was read as"
            + " windows-1252");
  }

  /** What the option says. */
  static Repair of(JobArguments arguments) {
    return valueOf(arguments.text(OPTION).toUpperCase(Locale.ROOT));
  }

  /** The mended text; the same object where nothing was to mend. */
  String of(String text) {
    return this == NONE ? text : EncodingRepair.repair(text);
  }
}
