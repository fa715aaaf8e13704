package org.versionservice.service;

import java.time.Duration;
import java.util.List;
import org.versionservice.storage.Receipt;

/**
 * Told after each batch of changes that was dealt with.
 *
 * @param receipts one for each change, in their order
 * @param took how long it took to make them, push included
 */
public record BatchWritten(List<Receipt> receipts, Duration took) {}
