import com.google.gson.JsonObject;
import java.util.Base64;
import java.util.Map;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionSendResult;
import org.apache.rocketmq.common.message.MessageClientExt;
import org.apache.rocketmq.common.message.MessageExt;

/** The client's objects as JSON, with nothing left out. */
final class Describe {
    private Describe() {
    }

    static JsonObject message(MessageExt message) {
        JsonObject json = new JsonObject();
        json.addProperty("topic", message.getTopic());
        json.addProperty("body", Base64.getEncoder().encodeToString(message.getBody()));
        json.addProperty("tags", message.getTags());
        json.addProperty("keys", message.getKeys());
        JsonObject properties = new JsonObject();
        for (Map.Entry<String, String> property : message.getProperties().entrySet()) {
            properties.addProperty(property.getKey(), property.getValue());
        }
        json.add("properties", properties);
        json.addProperty("msgId", message.getMsgId());
        json.addProperty("offsetMsgId", message instanceof MessageClientExt
            ? ((MessageClientExt) message).getOffsetMsgId() : null);
        json.addProperty("transactionId", message.getTransactionId());
        json.addProperty("brokerName", message.getBrokerName());
        json.addProperty("queueId", message.getQueueId());
        json.addProperty("queueOffset", message.getQueueOffset());
        json.addProperty("commitLogOffset", message.getCommitLogOffset());
        json.addProperty("preparedTransactionOffset", message.getPreparedTransactionOffset());
        json.addProperty("storeSize", message.getStoreSize());
        json.addProperty("bodyCrc", message.getBodyCRC());
        json.addProperty("flag", message.getFlag());
        json.addProperty("sysFlag", message.getSysFlag());
        json.addProperty("reconsumeTimes", message.getReconsumeTimes());
        json.addProperty("delayLevel", message.getDelayTimeLevel());
        json.addProperty("bornTimestamp", message.getBornTimestamp());
        json.addProperty("storeTimestamp", message.getStoreTimestamp());
        json.addProperty("bornHost", String.valueOf(message.getBornHost()));
        json.addProperty("storeHost", String.valueOf(message.getStoreHost()));
        return json;
    }

    static JsonObject sent(SendResult result) {
        JsonObject json = new JsonObject();
        json.addProperty("status", result.getSendStatus().name());
        json.addProperty("msgId", result.getMsgId());
        json.addProperty("offsetMsgId", result.getOffsetMsgId());
        json.addProperty("transactionId", result.getTransactionId());
        json.addProperty("brokerName", result.getMessageQueue().getBrokerName());
        json.addProperty("queueId", result.getMessageQueue().getQueueId());
        json.addProperty("queueOffset", result.getQueueOffset());
        json.addProperty("recallHandle", result.getRecallHandle());
        if (result instanceof TransactionSendResult) {
            json.addProperty("localState",
                ((TransactionSendResult) result).getLocalTransactionState().name());
        }
        return json;
    }
}
