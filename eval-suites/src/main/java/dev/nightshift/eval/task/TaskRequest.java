package dev.nightshift.eval.task;

import java.io.Serializable;

/**
 * What is asked of a model for one item.
 *
 * @param task name of the task
 * @param position number of the item among those asked, from 0; scores are summed in this order
 * @param sampleId stable name of the item
 * @param prompt what the model sees
 * @param target the right answer, as the task gives it
 */
public record TaskRequest(String task, int position, String sampleId, String prompt, String target)
    implements Serializable {}
