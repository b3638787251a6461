#include "plugins/qt/plugin.h"

#include <QIODevice>

#include "plugins/qt/handler.h"

namespace kmc::qt {

QImageIOPlugin::Capabilities Plugin::capabilities(QIODevice* device, const QByteArray& format) const {
  if (format == "kmc") return CanRead | CanWrite;
  if (!format.isEmpty() || !device || !device->isOpen()) return {};
  Capabilities found;
  if (device->isReadable() && Handler::CanReadFrom(*device)) found |= CanRead;
  if (device->isWritable()) found |= CanWrite;
  return found;
}

QImageIOHandler* Plugin::create(QIODevice* device, const QByteArray& format) const {
  auto* handler = new Handler;
  handler->setDevice(device);
  handler->setFormat(format);
  return handler;
}

}  // namespace kmc::qt
