package dev.nightshift.eval.judge;

import java.util.List;

/** Somebody who judges. */
public interface Judge {

  /** What identifies the judge and all that decides its replies. */
  String name();

  /**
   * The replies, in the order of the requests.
   *
   * @throws dev.nightshift.schema.error.WorkException if one cannot be had
   */
  List<JudgeReply> ask(List<JudgeRequest> requests);
}
