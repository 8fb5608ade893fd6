import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.apache.rocketmq.client.trace.TraceBean;
import org.apache.rocketmq.client.trace.TraceContext;
import org.apache.rocketmq.client.trace.TraceDataEncoder;

/** Reads the body of a message of the trace topic as the administration's tools do. */
final class Traces {
    private Traces() {
    }

    static JsonArray decode(String text) {
        JsonArray contexts = new JsonArray();
        for (TraceContext context : TraceDataEncoder.decoderFromTraceDataString(text)) {
            JsonObject json = new JsonObject();
            json.addProperty("type", String.valueOf(context.getTraceType()));
            json.addProperty("timestamp", context.getTimeStamp());
            json.addProperty("regionId", context.getRegionId());
            json.addProperty("group", context.getGroupName());
            json.addProperty("costMs", context.getCostTime());
            json.addProperty("isSuccess", context.isSuccess());
            json.addProperty("requestId", context.getRequestId());
            json.addProperty("contextCode", context.getContextCode());
            JsonArray beans = new JsonArray();
            for (TraceBean bean : context.getTraceBeans()) {
                beans.add(describe(bean));
            }
            json.add("messages", beans);
            contexts.add(json);
        }
        return contexts;
    }

    private static JsonObject describe(TraceBean bean) {
        JsonObject json = new JsonObject();
        json.addProperty("topic", bean.getTopic());
        json.addProperty("msgId", bean.getMsgId());
        json.addProperty("offsetMsgId", bean.getOffsetMsgId());
        json.addProperty("tags", bean.getTags());
        json.addProperty("keys", bean.getKeys());
        json.addProperty("storeHost", bean.getStoreHost());
        json.addProperty("clientHost", bean.getClientHost());
        json.addProperty("storeTime", bean.getStoreTime());
        json.addProperty("retryTimes", bean.getRetryTimes());
        json.addProperty("bodyLength", bean.getBodyLength());
        json.addProperty("msgType", bean.getMsgType() == null ? null : bean.getMsgType().name());
        json.addProperty("transactionId", bean.getTransactionId());
        json.addProperty("transactionState", bean.getTransactionState() == null
            ? null : bean.getTransactionState().name());
        json.addProperty("isFromCheck", bean.isFromTransactionCheck());
        return json;
    }
}
