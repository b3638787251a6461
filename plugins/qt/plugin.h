// What Qt loads: tells which formats it can read and write, and makes handlers for them.
#ifndef KMC_PLUGINS_QT_PLUGIN_H_
#define KMC_PLUGINS_QT_PLUGIN_H_

#include <QImageIOPlugin>

namespace kmc::qt {

class Plugin : public QImageIOPlugin {
  Q_OBJECT
  Q_PLUGIN_METADATA(IID QImageIOHandlerFactoryInterface_iid FILE "kmc.json")

 public:
  Capabilities capabilities(QIODevice* device, const QByteArray& format) const override;
  QImageIOHandler* create(QIODevice* device, const QByteArray& format) const override;
};

}  // namespace kmc::qt

#endif  // KMC_PLUGINS_QT_PLUGIN_H_
